import { Inject, Injectable } from '@nestjs/common';
import type { Inference } from '@sluice/inference';
import { INFERENCE } from '../models/inference.token';
import { Predict } from '../predict/predict';
import { checkOutputs, inferAnswer, type InferAnswer } from './infer-answer';
import type { InferBody } from './infer-body';
import { inferError } from './infer-error';
import { predictBodyOf } from './predict-body-of';
import { readTensors } from './read-infer';

export interface InferRequest {
  readonly model: string;
  readonly version?: string | undefined;
  readonly requestId: string;
  readonly tenant: string;
  readonly body: InferBody;
  /** Bytes behind the JSON, in the binary data extension. */
  readonly tail: Buffer;
  /** Of `performance.now()`. */
  readonly deadlineMs: number;
  /** Counts rows before they are scored. @throws SluiceError QUOTA_EXCEEDED */
  readonly takeRows: (rows: number) => Promise<void>;
}

/** Scores the tensors of one infer request: the same way as predict, in the words of the protocol. */
@Injectable()
export class Infer {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    private readonly predict: Predict,
  ) {}

  /** @throws SluiceError INVALID_BODY, QUOTA_EXCEEDED and those of `Predict.execute` */
  async execute({ model, body, tail, takeRows, ...request }: InferRequest): Promise<InferAnswer> {
    // Without a version: the stable one of a rollout, since no session chooses here.
    const { manifest, ref } = this.inference.get(model, request.version);
    checkOutputs(body, manifest);
    const threshold = thresholdOf(body);
    const rows = predictBodyOf(readTensors(body, tail), manifest);
    await takeRows((rows.texts ?? rows.instances ?? []).length);
    const scored = threshold === undefined ? rows : { ...rows, threshold };
    const answer = await this.predict.execute({ ...request, body: scored, model, version: ref.version });
    return inferAnswer(body, answer, manifest);
  }
}

/** `parameters.threshold`, as the field of the same name of predict. */
function thresholdOf({ parameters }: InferBody): number | undefined {
  const threshold = parameters?.['threshold'];
  if (threshold === undefined || (typeof threshold === 'number' && threshold >= 0 && threshold <= 1)) return threshold;
  throw inferError('/parameters/threshold', 'must be a number from 0 to 1.');
}
