import { BatchKeys } from './batch-keys';

describe('keys of a batch', () => {
  it('are where stores of earlier releases have them', () => {
    const keys = new BatchKeys({ tenant: 'acme', id: 'B' });
    const root = 'tenants/acme/batches/B';
    expect(keys).toMatchObject({
      ...{ root, active: 'active/acme/B', deleted: 'deleted/acme/B', input: `${root}/input` },
      ...{ manifest: `${root}/manifest`, plan: `${root}/plan`, expired: `${root}/expired` },
      ...{ attempts: `${root}/attempts`, splits: `${root}/splits`, retries: `${root}/retries` },
    });
    const ofEpoch = [keys.retry(2), keys.cancel(2), keys.commits(2), keys.quarantines(2), keys.outcome(2)];
    expect(ofEpoch).toEqual(['retries/2', 'cancel/2', 'chunks/2', 'quarantine/2', 'outcome/2'].map(within(root)));
    const ofPiece = [keys.commit(2, '7.1'), keys.quarantine(2, '7.1'), keys.split('7.1'), keys.conflict('7.1', 'A')];
    expect(ofPiece).toEqual(['chunks/2/7.1', 'quarantine/2/7.1', 'splits/7.1', 'conflicts/7.1/A'].map(within(root)));
    const ofAttempt = [keys.claims(2), keys.claimsOn(2, 'plan'), keys.attempt('A', 'rows')];
    expect(ofAttempt).toEqual(['claims/2', 'claims/2/plan', 'attempts/A/rows'].map(within(root)));
  });
});

const within =
  (root: string) =>
  (name: string): string =>
    `${root}/${name}`;
