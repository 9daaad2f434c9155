import type { ModelManifest } from '@sluice/contracts';
import type { RecordContent } from './batch-manifest';

/** What the model of a manifest takes of each record, as a batch keeps it. */
export function recordContent(manifest: ModelManifest): RecordContent {
  if (manifest.kind === 'tabular') return { kind: 'tabular', inputs: manifest.inputs };
  return { kind: 'text', max_text_length: manifest.max_text_length };
}
