/**
 * Thrown by an operation that nobody waits for any more: it was cancelled, or a later one takes its place.
 */
export class Cancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'Cancelled';
  }
}
