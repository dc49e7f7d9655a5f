/**
 * The result of one check. `detail` describes it in a few words. `remedy` tells the operator in one
 * sentence what to do; it is absent if there is nothing to do.
 * @typedef {object} Finding
 * @property {string} name of the check
 * @property {'passed' | 'warning' | 'failed' | 'skipped'} status
 * @property {string} detail
 * @property {string} [remedy]
 */

const MARKS = { passed: '✓', warning: '!', failed: '✗', skipped: '–' };

/** @param {string} name @param {string} detail @returns {Finding} */
export const passed = (name, detail) => ({ name, status: 'passed', detail });
/** @param {string} name @param {string} detail @param {string} remedy @returns {Finding} */
export const failed = (name, detail, remedy) => ({ name, status: 'failed', detail, remedy });
/** @param {string} name @param {string} detail @param {string} remedy @returns {Finding} */
export const warning = (name, detail, remedy) => ({ name, status: 'warning', detail, remedy });
/** @param {string} name @param {string} reason @returns {Finding} */
export const skipped = (name, reason) => ({ name, status: 'skipped', detail: reason });

/**
 * @param {Finding} finding
 * @returns {string} one line, and a second one with the remedy
 */
export function describeFinding({ name, status, detail, remedy }) {
  const line = `${MARKS[status]} ${name}: ${detail}`;
  return remedy === undefined ? line : `${line}\n    ${remedy}`;
}

/**
 * @param {Finding[]} findings
 * @returns {string} such as `9 passed, 1 failed`
 */
export function summarize(findings) {
  const count = (/** @type {Finding['status']} */ status) =>
    findings.filter((finding) => finding.status === status).length;
  const parts = [`${count('passed')} passed`, `${count('failed')} failed`];
  if (count('warning') > 0) parts.push(`${count('warning')} to look at`);
  if (count('skipped') > 0) parts.push(`${count('skipped')} skipped`);
  return parts.join(', ');
}

/**
 * @param {Finding[]} findings
 * @returns {0 | 1} exit code; warnings do not count as failures
 */
export const exitCodeFor = (findings) =>
  findings.some(({ status }) => status === 'failed') ? 1 : 0;
