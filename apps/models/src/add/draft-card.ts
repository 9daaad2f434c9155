import type { GraphManifest } from '@sluice/inference';
import { markdownTable } from '../report/markdown-table';

/** A card with the headings of the shipped models: what is known is filled in, what only its maker knows is asked for. */
export function draftCard(manifest: GraphManifest, sampleRows: number): string {
  const { name, version, description, threshold, bands, labels } = manifest;
  const sentence = /[.!?]$/.test(description) ? description : `${description}.`;
  const sections = [
    `# ${name} ${version}\n\n${sentence}`,
    `## Use\n\nFrom ${threshold} on a row is labelled ${labels.positive}; from ${bands.block} on its action is \`block\`.\n\n${inputTable(manifest)}`,
    `## Quality\n\nNot measured here. Say on which data, by which method and with which intervals it was measured, and put the figures into \`training.metrics\` of manifest.json.`,
    `## Data\n\nNot stated. Name each source with its address and licence, here and in \`training.data\` of manifest.json.`,
    `## Known failures\n\nNot stated. Say where the model fails, and whom that concerns.`,
    `## Training\n\nTrained elsewhere and added by \`npm run models:add\`. The scores in golden.json are those of ONNX Runtime in Sluice for ${sampleRows} rows of a sample: they show that the version stays the same, not that it agrees with the library that trained it.`,
  ];
  return `${sections.map((section) => section.trim()).join('\n\n')}\n`;
}

function inputTable(manifest: GraphManifest): string {
  if (manifest.kind === 'text') return 'It takes texts.';
  const rows = manifest.inputs.map((field) => [
    field.name,
    field.type,
    field.type === 'category' ? field.categories.join(', ') : field.missing === 'nan' ? 'may be missing' : '',
  ]);
  return markdownTable(['input', 'type', 'allowed'], rows, () => false);
}
