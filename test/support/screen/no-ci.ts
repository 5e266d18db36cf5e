// Imported before Ink, which reads the environment at import: with CI set it draws nothing until the end.

delete process.env.CI;
delete process.env.CONTINUOUS_INTEGRATION;
process.env.FORCE_COLOR = '0';
