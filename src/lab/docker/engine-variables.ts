// What leads a program to the Docker engine that this one uses.

/** Variables of this process for the docker command and compose. */
export function engineVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^(PATH|HOME|DOCKER_.*)$/.test(name) && value !== undefined ? [[name, value] as const] : [],
    ),
  );
}
