import { Inject, Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { sessionVerdict, type Bands, type SessionAggregate, type SessionVerdict } from '@sluice/detection';
import { findSessionModel, sessionRisks, type Inference, type SessionJudgement } from '@sluice/inference';
import { INFERENCE } from '../models/inference.token';

/** Defaults of the design, section 6: what is left to go by when a model took its own bands along. */
const DEFAULT_BANDS: Bands = { review: 0.5, block: 0.9 };

/** Judges live sessions as stage 2 judges those of files: by the session model that the message model names, else by the formula. */
@Injectable()
export class SessionJudge {
  private readonly risks: ReturnType<typeof sessionRisks>;

  constructor(@Inject(INFERENCE) private readonly inference: Inference) {
    this.risks = sessionRisks(inference);
  }

  /**
   * @param model name of the message model that scored the rows
   * @throws SluiceError those of the session model
   */
  async verdict(aggregate: SessionAggregate, model: string): Promise<SessionVerdict> {
    const { session_model, session_bands } = this.judgementOf(model);
    if (session_model === null) return sessionVerdict(aggregate, session_bands);
    const [risk] = await this.risks(session_model, [aggregate]);
    return sessionVerdict(aggregate, session_bands, risk);
  }

  /** Sessions outlive the models that scored them: one of them must not make all the others unreadable. */
  private judgementOf(model: string): SessionJudgement {
    try {
      return findSessionModel(this.inference, this.inference.get(model).manifest);
    } catch (error) {
      if (error instanceof SluiceError) return { session_model: null, session_bands: DEFAULT_BANDS };
      throw error;
    }
  }
}
