/** Loaded before a program that is measured: tells its parent the CPU time that it has used, whenever it is asked. */
process.on('message', (message) => {
  if (message !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system });
});
