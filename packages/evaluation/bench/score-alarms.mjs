export function scoreAlarms(alarms, changes, tolerance) {
  const delays = changes.flatMap((change, index) => {
    const end = Math.min(change + tolerance, changes[index + 1] ?? Number.POSITIVE_INFINITY);
    const alarm = alarms.find((row) => row >= change && row < end);
    return alarm === undefined ? [] : [alarm - change];
  });
  const found = delays.length;
  const precision = alarms.length === 0 ? 0 : found / alarms.length;
  const recall = changes.length === 0 ? 0 : found / changes.length;
  return {
    found,
    missed: changes.length - found,
    falseAlarms: alarms.length - found,
    meanDelay: found === 0 ? null : delays.reduce((sum, delay) => sum + delay, 0) / found,
    precision,
    recall,
    f1: found === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}
