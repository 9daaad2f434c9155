import { markdownTable, number } from '../report/markdown-table';
import { relinked } from './card-sections';
import type { ModelPage } from './model-page';

const HEAD = `# Models

Every model that ships, in its newest version. A model is a folder, \`models/<name>/<version>/\`; its recipe is \`models/<name>/train\`.
This page is generated from the manifests and cards by \`npm run models:docs\`: change those, not this.

- \`npm run models:verify\` checks digests, golden rows, every tensor-batch size and the parity of featurizers with Python.
- \`npm run models:evaluate -- --data DIR\` judges all of them on data files.
- \`npm run models:train -- NAME --data DIR\` makes one again from its data.
- \`npm run models:add -- path/to/model.onnx\` adds one of your own.

Metrics are those of the manifest, measured by the recipe out of sample; \`cv\` stands for cross-validation. Cost is the CPU of one row
alone, featurising included.
`;

/** The metrics that the table shows, by the names that manifests use without the prefix that says how they were measured. */
const SHOWN: readonly (readonly [metric: string, title: string])[] = [
  ['auc', 'AUC'],
  ['ap', 'AP'],
  ['recall_at_1pct_fpr', 'recall at 1 % FPR'],
];

/** docs/models.md. */
export function renderModelsDoc(pages: readonly ModelPage[]): string {
  const head = ['model', 'kind', 'what for', 'licence', 'size', 'cost', 'metrics'];
  const table = markdownTable(head, pages.map(rowOf), () => false);
  return [HEAD, table, ...pages.map(sectionOf)].join('\n');
}

function rowOf({ manifest, bytes }: ModelPage): string[] {
  const { name, version, kind, description, license, cost_us: costUs } = manifest;
  const title = `[${name}](#${anchor(name, version)}) ${version}`;
  return [
    title,
    isCascade(manifest) ? 'cascade' : kind,
    description,
    license,
    size(bytes),
    `${number(costUs)} µs`,
    metrics(manifest),
  ];
}

function sectionOf({ manifest, olderVersions, summary, quality, failures }: ModelPage): string {
  const { name, version } = manifest;
  const folder = `../models/${name}/${version}`;
  const older = olderVersions.length > 0 ? ` Older versions: ${olderVersions.join(', ')}.` : '';
  const parts = [
    `## ${name} ${version}`,
    relinked(summary, folder),
    ...(quality === '' ? [] : ['### Quality', demoted(relinked(quality, folder))]),
    ...(failures === '' ? [] : ['### Known failures', demoted(relinked(failures, folder))]),
    `Card: [${name} ${version}](${folder}/card.md).${older}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Headings of a card below its sections, one level lower. */
function demoted(text: string): string {
  return text.replaceAll(/^(#{3,5}) /gm, '#$1 ');
}

function metrics({ training }: ModelPage['manifest']): string {
  const found = SHOWN.flatMap(([metric, title]) => {
    const named = Object.entries(training.metrics).find(([name]) => name === metric || name.endsWith(`_${metric}`));
    if (!named) return [];
    const [name, value] = named;
    const source = name.slice(0, -metric.length).replace(/_$/, '');
    return [`${title} ${number(value, 3)}${source === '' ? '' : ` (${source})`}`];
  });
  return found.join(', ');
}

function isCascade(manifest: ModelPage['manifest']): boolean {
  return manifest.runtime === 'cascade';
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${number(bytes / 1e3)} kB` : `${number(bytes / 1e6, 1)} MB`;
}

/** As GitHub makes them of headings. */
function anchor(name: string, version: string): string {
  return `${name} ${version}`.replaceAll('.', '').replaceAll(' ', '-');
}
