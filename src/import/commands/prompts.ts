// What a shell prints before a command is typed.

/** A prompt and the command behind it: of a user, of a shell by its version, of a host, of a theme, of PowerShell. */
export const PROMPT =
  /^(\s*(?:(?:\[?(?!\d+%)[\w.@:~/-]+\]?)?[$%❯➜]|(?:ba|da|k|z)?sh-[\d.]+#|\[?[\w.-]+@[\w.-]+[ :][^\]#$]*\]?[#$]|PS [^>]*>)\s+)(\S.*)$/;

/** Whether a line of a text has one. */
export const isPrompted = (text: string): boolean => text.split('\n').some((line) => PROMPT.test(line));
