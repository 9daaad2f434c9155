import { Inject, Injectable } from '@nestjs/common';
import { sessionVerdict, type SessionAggregate, type SessionVerdict } from '@sluice/detection';
import { findSessionModel, sessionRisks, type Inference } from '@sluice/inference';
import { INFERENCE } from '../models/inference.token';

/** Judges live sessions as stage 2 judges those of files: by the session model that the message model names, else by the formula. */
@Injectable()
export class SessionJudge {
  private readonly risks: ReturnType<typeof sessionRisks>;

  constructor(@Inject(INFERENCE) private readonly inference: Inference) {
    this.risks = sessionRisks(inference);
  }

  /**
   * @param model name of the message model that scored the rows
   * @throws SluiceError MODEL_NOT_FOUND, MODEL_NOT_READY, and those of the session model
   */
  async verdict(aggregate: SessionAggregate, model: string): Promise<SessionVerdict> {
    const { manifest } = this.inference.get(model);
    const { session_model, session_bands } = findSessionModel(this.inference, manifest);
    if (session_model === null) return sessionVerdict(aggregate, session_bands);
    const [risk] = await this.risks(session_model, [aggregate]);
    return sessionVerdict(aggregate, session_bands, risk);
  }
}
