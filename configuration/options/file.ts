/** The configuration file. Rows of the option table (`OptionRow`). */
export const fileOptions = [
  {
    id: 'config',
    commands: ['check'],
    flag: '--config',
    value: 'file',
    variables: ['DOCS_HANDSHAKE_CONFIG'],
    kind: 'file',
    says: 'default docs-handshake.config.ts, .js or .json, here or above, up to the root of the repository',
  },
  {
    id: 'target',
    commands: ['check'],
    flag: '--target',
    value: 'name',
    variables: ['DOCS_HANDSHAKE_TARGET'],
    kind: 'text',
    says: 'the target of the configuration file, where it has several',
  },
  {
    id: 'printConfig',
    commands: ['check'],
    flag: '--print-config',
    kind: 'switch',
    says: 'print every setting and where it comes from, secrets masked, and judge nothing',
  },
] as const;
