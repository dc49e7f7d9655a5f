import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks per second in `/proc` on Linux. */
const TICKS = 100;

/** CPU seconds so far of a process and all its descendants. Linux only. */
export function cpuOfTree(root: number): number {
  const parents = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The command, in parentheses, may contain spaces.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]);
      parents.set(Number(name), { parent: Number(fields[1]), ticks });
    } catch {
      // The process has ended.
    }
  }
  const belongs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && belongs(parents.get(pid)?.parent ?? 0));
  let ticks = 0;
  for (const [pid, process] of parents) if (belongs(pid)) ticks += process.ticks;
  return ticks / TICKS;
}
