import type { CascadeManifest, ModelManifest } from '@sluice/contracts';
import type { CascadeMembers } from './cascade-model';

/** Why a cascade cannot be made of these members; empty when it can. */
export function cascadeMisfits(manifest: CascadeManifest, { fast, deep }: CascadeMembers): string[] {
  return [...memberMisfits('fast', manifest, fast.manifest), ...memberMisfits('deep', manifest, deep.manifest)];
}

function memberMisfits(role: string, cascade: CascadeManifest, member: ModelManifest): string[] {
  if (member.kind !== 'text') return [`/cascade/${role} is no model of texts`];
  return [
    ...(hasSameCategories(cascade, member) ? [] : [`/categories/names differ from those of /cascade/${role}`]),
    ...(cascade.max_text_length <= member.max_text_length
      ? []
      : [`/max_text_length is above that of /cascade/${role}`]),
  ];
}

function hasSameCategories(cascade: CascadeManifest, member: ModelManifest): boolean {
  const [wanted, found] = [cascade, member].map(({ categories }) => categories?.names ?? []);
  return JSON.stringify(wanted) === JSON.stringify(found);
}
