/** What `serve` alone has: its first start, who may reach it, and what it says to machines. Rows of the option table (`OptionRow`). */
export const servingOptions = [
  {
    id: 'keyOut',
    commands: ['serve'],
    flag: '--key-out',
    value: 'file',
    kind: 'file',
    says: 'without a key: keep the one that is made in this file, which you alone can read; it never overwrites',
  },
  {
    id: 'json',
    commands: ['serve'],
    flag: '--json',
    kind: 'switch',
    says: 'for machines: one JSON object per line on stdout, the first when it is ready',
  },
] as const;
