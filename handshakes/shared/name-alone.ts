import type { Mutant } from '../../protocol/plan.js';

/** The same fault in a flow whose sign-in form asks for the user's name and nothing else. */
export function nameAlone(mutant: Mutant): Mutant {
  return {
    ...mutant,
    name: `${mutant.name}-name-alone`,
    change: (honest) => ({ ...mutant.change(honest), passwordField: () => undefined }),
    alsoFells: [
      ...(mutant.alsoFells ?? []),
      { id: 'sign-in-asks-for-proof', why: 'the form asks for the name alone' },
    ],
  };
}
