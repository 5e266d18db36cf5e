// Imported before Ink, like no-ci: what is sent is what the terminal of a person is sent, colours and all.

import './no-ci.ts';

process.env.FORCE_COLOR = '1';
