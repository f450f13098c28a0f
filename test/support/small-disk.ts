import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of a few megabytes at a folder, which can be filled and emptied. */
export class SmallDisk {
  private readonly folder: string;
  private readonly filler: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.filler = join(folder, 'filler');
  }

  /** null where this machine lets nobody mount one. */
  static mount(folder: string, megabytes: number): SmallDisk | null {
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
    return status === 0 ? new SmallDisk(folder) : null;
  }

  /** Writes until nothing goes any more. */
  fill(): void {
    for (let size = 65_536; size >= 512; size /= 2) {
      for (let full = false; !full; ) {
        try {
          writeFileSync(this.filler, Buffer.alloc(size, 1), { flag: 'a' });
        } catch {
          full = true;
        }
      }
    }
  }

  makeRoom(): void {
    rmSync(this.filler);
  }

  unmount(): void {
    spawnSync('umount', ['-l', this.folder]);
  }
}
