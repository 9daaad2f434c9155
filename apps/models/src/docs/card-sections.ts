/** The paragraph between the title of a card and its first section. */
export function cardSummary(card: string): string {
  const [head = ''] = card.split(/^## /m);
  return head.replace(/^# .*\n/, '').trim();
}

/** What stands under a heading of the second level; empty when there is no such heading. */
export function cardSection(card: string, heading: string): string {
  const sections = card.split(/^## /m).slice(1);
  const found = sections.find((section) => section.startsWith(`${heading}\n`));
  return found?.slice(heading.length).trim() ?? '';
}

/** The same text for a page in docs/: pictures and links from the folder of the version. */
export function relinked(text: string, folder: string): string {
  return text.replaceAll(/\]\((?!https?:|#)([^)\s]+)\)/g, `](${folder}/$1)`);
}
