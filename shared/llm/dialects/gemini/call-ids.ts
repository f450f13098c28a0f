/** Ids of calls: here they may be absent, and a result then answers the first open call of its name. */
export class CallIds {
  readonly #prefix: string;
  #made = 0;
  readonly #open: { readonly id: string; readonly name: string }[] = [];

  constructor(prefix = 'call') {
    this.#prefix = prefix;
  }

  /** The id of a call, made where there is none. */
  call(name: string, given: string | undefined): string {
    const id = given ?? this.#make();
    this.#open.push({ id, name });
    return id;
  }

  /** The id of the call that a result answers. */
  result(name: string, given: string | undefined): string {
    const at = this.#open.findIndex((call) => (given === undefined ? call.name === name : call.id === given));
    const [answered] = at === -1 ? [] : this.#open.splice(at, 1);
    return given ?? answered?.id ?? this.#make();
  }

  #make(): string {
    return `${this.#prefix}_${this.#made++}`;
  }
}
