/** Why a connection cannot be handed over in this form: one sentence for the user, expected and found. */
export class HandoverProblem extends Error {}
