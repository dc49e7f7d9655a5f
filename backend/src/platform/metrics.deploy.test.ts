import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Histogram } from 'prom-client';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics } from './metrics';

const read = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../deploy/${name}`, import.meta.url)), 'utf8');

interface Alert {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; action: string };
}
interface Panel {
  title: string;
  targets?: { expr: string }[];
}

const { groups } = parse(read('prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(read('grafana/dashboards/parley.json')) as { panels: Panel[] };
const expressions = [
  ...alerts.map(({ alert, expr }) => ({ of: `alert ${alert}`, expr })),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ of: `panel ${title}`, expr })),
  ),
];

/** Words of PromQL that are neither functions nor metrics. */
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'ignoring', 'on']);

/** The series that a PromQL expression reads, each with the labels that it names. */
function seriesIn(expr: string): { name: string; labels: string[] }[] {
  const bare = expr
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '')
    .replaceAll(/\b[\d.]+(e\d+)?\b/g, '');
  return [...bare.matchAll(/([a-zA-Z_:][\w:]*)(\s*\(|\{[^}]*\})?/g)].flatMap(
    ([, name = '', rest = '']) => {
      if (rest.endsWith('(') || KEYWORDS.has(name)) return [];
      return [{ name, labels: [...rest.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label) }];
    },
  );
}

/** The labels that an expression groups by. */
const groupedBy = (expr: string): string[] =>
  [...expr.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));

/** The labels of each series that the server offers, or that Prometheus adds. */
function offered(): Map<string, readonly string[]> {
  const series = new Map<string, readonly string[]>([['up', ['job']]]);
  for (const metric of createMetrics(true).registry.getMetricsAsArray()) {
    const { name, labelNames } = metric as unknown as { name: string; labelNames: string[] };
    const labels = [...labelNames, 'job', 'instance'];
    if (metric instanceof Histogram) {
      series.set(`${name}_bucket`, [...labels, 'le']);
      for (const suffix of ['sum', 'count']) series.set(`${name}_${suffix}`, labels);
    } else series.set(name, labels);
  }
  return series;
}

test('the names in an expression are found, and its functions and labels are not names', () => {
  const expr =
    'sum by (le) (rate(a_total{b="c",d!~"e|f"}[5m])) / 2e6 > 0.5 and g_bucket == 1 or up{job="x"}';
  expect(seriesIn(expr)).toEqual([
    { name: 'a_total', labels: ['b', 'd'] },
    { name: 'g_bucket', labels: [] },
    { name: 'up', labels: ['job'] },
  ]);
});

test('the dashboard and the alerts name only metrics and labels that the server offers', () => {
  const known = offered();
  const unknown = expressions.flatMap(({ of, expr }) => {
    const series = seriesIn(expr);
    const labels = series.flatMap(({ name }) => known.get(name) ?? []);
    return [
      ...series.filter(({ name }) => !known.has(name)).map(({ name }) => `${of}: ${name}`),
      ...series.flatMap(({ name, labels: named }) =>
        named
          .filter((label) => !known.get(name)?.includes(label))
          .map((l) => `${of}: ${name}{${l}}`),
      ),
      ...groupedBy(expr)
        .filter((label) => !labels.includes(label))
        .map((l) => `${of}: by ${l}`),
    ];
  });
  expect(unknown).toEqual([]);
  expect(expressions.filter(({ expr }) => seriesIn(expr).length === 0)).toEqual([]);
});

test('every metric of Parley is in the dashboard', () => {
  const used = new Set(
    panels
      .flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => seriesIn(expr)))
      .map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')),
  );
  const names = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name);
  expect(names.filter((name) => !used.has(name))).toEqual([]);
});

test('every alert says what has happened, how urgent it is and what to do', () => {
  for (const { labels, annotations } of alerts) {
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/^[A-Z].*\.$/);
    expect(annotations.action).toMatch(/^[A-Z].*[.`]$/);
  }
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
});
