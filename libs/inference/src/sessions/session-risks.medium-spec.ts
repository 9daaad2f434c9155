import { join } from 'node:path';
import type { ModelManifest } from '@sluice/contracts';
import {
  actionFor,
  mergeAggregates,
  SESSION_FEATURES,
  SessionAccumulator,
  sessionFeatures,
  type SessionAggregate,
} from '@sluice/detection';
import fc from 'fast-check';
import { ModelsDir } from '../../test/models-dir.fixture';
import { InferenceService } from '../inference-service';
import { findSessionModel } from './find-session-model';
import { sessionRisks } from './session-risks';

const MODELS = join(__dirname, '../../../../models');
/** Of the message model whose scores the sessions hold. */
const THRESHOLD = 0.45;
/** Runs of a hundred sessions each: asked together, because one at a time is slow. */
const THOUSANDS = { numRuns: 30, endOnFailure: true };

const aggregateOf = (scores: readonly number[], threshold = THRESHOLD): SessionAggregate => {
  const accumulator = new SessionAccumulator(threshold);
  for (const [row, score] of scores.entries()) accumulator.add(row + 1, score, null);
  return accumulator.aggregate();
};
const aScore = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0.9, max: 1, noNaN: true }),
    fc.constantFrom(0, 0.001, 0.45, 0.96, 0.97, 1),
  );
const aSession = (): fc.Arbitrary<number[]> => fc.array(aScore(), { minLength: 1, maxLength: 40 });

describe('the shipped session model', () => {
  let inference: InferenceService;
  let risksOf: (sessions: readonly SessionAggregate[]) => Promise<Float64Array>;

  beforeAll(async () => {
    const options = { modelsDir: MODELS, modelVersions: new Map<string, string>(), threads: 1 };
    inference = await InferenceService.open({ ...options, mode: 'inline-or-threads' });
    const { ref } = inference.get('session-risk');
    risksOf = (sessions) => sessionRisks(inference)(ref, sessions);
  });
  afterAll(() => inference.close());

  it('never gives a lower risk for one more flagged message, wherever it comes', async () => {
    const aCase = fc.record({ scores: aSession(), at: fc.nat(), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(fc.array(aCase, { minLength: 100, maxLength: 100 }), async (cases) => {
        const before = await risksOf(cases.map(({ scores }) => aggregateOf(scores)));
        const after = await risksOf(
          cases.map(({ scores, at, share }) => {
            const flagged = Math.min(1, THRESHOLD + share * (1 - THRESHOLD));
            return aggregateOf(scores.toSpliced(at % (scores.length + 1), 0, flagged));
          }),
        );
        expect(after.every((risk, i) => risk >= (before[i] ?? 2))).toBe(true);
      }),
      THOUSANDS,
    );
  });

  it('never gives a lower risk for a message that scores higher', async () => {
    const aCase = fc.record({ scores: aSession(), at: fc.nat(), score: aScore() });
    await fc.assert(
      fc.asyncProperty(fc.array(aCase, { minLength: 100, maxLength: 100 }), async (cases) => {
        const before = await risksOf(cases.map(({ scores }) => aggregateOf(scores)));
        const after = await risksOf(
          cases.map(({ scores, at, score }) => {
            const place = at % scores.length;
            return aggregateOf(scores.with(place, Math.max(score, scores[place] ?? 0)));
          }),
        );
        expect(after.every((risk, i) => risk >= (before[i] ?? 2))).toBe(true);
      }),
      THOUSANDS,
    );
  });

  it('gives a session the same bits alone, among any others and however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aSession(), { minLength: 2, maxLength: 150 }), fc.nat(), async (sessions, cut) => {
        const together = await risksOf(sessions.map((scores) => aggregateOf(scores)));
        const place = cut % sessions.length;
        const scores = sessions[place] ?? [];
        const middle = cut % (scores.length + 1);
        const [head, tail] = [scores.slice(0, middle), scores.slice(middle)].map((part) => aggregateOf(part));
        const merged = head && tail ? mergeAggregates(head, tail) : aggregateOf(scores);
        expect([...(await risksOf([merged]))]).toEqual([together[place]]);
      }),
      { numRuns: 20 },
    );
  });

  it('answers as it does to a predict call with the same features', async () => {
    const model = inference.get('session-risk');
    const sessions = [[0.2], [0.97], [0.1, 0.5, 0.8], Array.from({ length: 400 }, () => 0.3)].map((scores) =>
      aggregateOf(scores),
    );
    const instances = sessions.map((session) =>
      Object.fromEntries(sessionFeatures(session).map((value, i) => [SESSION_FEATURES[i]?.name ?? '', value])),
    );
    const rows = model.instances?.read(instances);
    expect(rows && (await model.score(rows)).scores).toEqual(await risksOf(sessions));
  });

  it('is found by the model that names it, with bands of its own', () => {
    const { ref, manifest } = inference.get('session-risk');
    const named = { ...inference.get('abuse').manifest, session_model: 'session-risk' };
    expect(findSessionModel(inference, named)).toEqual({ session_model: ref, session_bands: manifest.bands });
  });

  it('sends one strong message to review, and leaves quiet sessions alone', async () => {
    const { bands } = inference.get('session-risk').manifest;
    const actions = async (...sessions: number[][]): Promise<string[]> =>
      [...(await risksOf(sessions.map((scores) => aggregateOf(scores))))].map((risk) => actionFor(risk, bands));
    const quiet = (length: number, score: number): number[] => Array.from({ length }, () => score);
    expect(await actions([0.97], [1], [...quiet(40, 0.01), 0.97])).not.toContain('allow');
    expect(new Set(await actions(quiet(1, 0.4), quiet(8, 0.1), quiet(30, 0.1), quiet(5_000, 0.05)))).toEqual(
      new Set(['allow']),
    );
    expect(await actions([0.9, 0.95, 0.99, 0.97, 0.98, 0.99])).toEqual(['block']);
  });
});

describe('findSessionModel', () => {
  let models: ModelsDir;
  let inference: InferenceService | undefined;

  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(async () => {
    await inference?.close();
    await models.remove();
  });

  it.each(['absent', 'tiny'])('falls back to the formula when the session model is %s', async (name) => {
    const manifest: Partial<Record<keyof ModelManifest, unknown>> = { session_model: name };
    await models.add({ name: 'messages', manifest });
    await models.add();
    const options = { modelsDir: models.path, modelVersions: new Map<string, string>(), threads: 1 };
    inference = await InferenceService.open({ ...options, mode: 'inline-or-threads' });
    const own = inference.get('messages').manifest;
    expect(findSessionModel(inference, own)).toEqual({ session_model: null, session_bands: own.session_bands });
  });

  it('refuses to ask a model that takes texts', async () => {
    await models.add();
    const options = { modelsDir: models.path, modelVersions: new Map<string, string>(), threads: 1 };
    inference = await InferenceService.open({ ...options, mode: 'inline-or-threads' });
    const { ref } = inference.get('tiny');
    await expect(sessionRisks(inference)(ref, [aggregateOf([0.5])])).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(sessionRisks(inference)({ ...ref, version: '9.9.9' }, [])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });
});
