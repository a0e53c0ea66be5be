/** Thrown by an operation that was cancelled, or that a later one replaces. */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'Cancelled';
  }
}
