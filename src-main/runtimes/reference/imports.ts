/** Module of the support package, or the standard library's `decimal`. */
export type ImportedModule =
  | 'decimal'
  | 'encoding'
  | 'model'
  | 'node'
  | 'operators'
  | 'run'
  | 'timestamps'
  | 'transforms'
  | 'values'
  | 'variables';

/** What the generated module imports: exactly what it uses. */
export class Imports {
  readonly #names = new Map<ImportedModule, Set<string>>();
  #functions = false;

  /** Notes that a name is used, and gives it back. */
  use(module: ImportedModule, name: string): string {
    const names = this.#names.get(module) ?? new Set();
    this.#names.set(module, names.add(name));
    return name;
  }

  /** A function of the language: `fn.name`. */
  languageFunction(name: string): string {
    this.#functions = true;
    return `fn.${name}`;
  }

  lines(): string[] {
    const own = [...this.#names]
      .filter(([module]) => module !== 'decimal')
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      'from __future__ import annotations',
      '',
      ...(this.#names.has('decimal') ? ['from decimal import Decimal', ''] : []),
      ...(this.#functions ? ['from parallax_runtime import functions as fn'] : []),
      ...own.flatMap(([module, names]) => importLines(module, [...names].sort())),
    ];
  }
}

function importLines(module: string, names: readonly string[]): string[] {
  const line = `from parallax_runtime.${module} import ${names.join(', ')}`;
  if (line.length <= 100) return [line];
  return [`from parallax_runtime.${module} import (`, ...names.map((name) => `    ${name},`), ')'];
}
