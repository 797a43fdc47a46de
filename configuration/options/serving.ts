/** What `serve` alone has: its first start, who may reach it, and what it says to machines. Rows of the option table (`OptionRow`). */
export const servingOptions = [
  {
    id: 'json',
    commands: ['serve'],
    flag: '--json',
    kind: 'switch',
    says: 'for machines: one JSON object per line on stdout, the first when it is ready',
  },
] as const;
