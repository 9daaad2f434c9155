import type { InferenceObserver } from '../inference-observer';
import { readGoldenRows } from '../package/read-model-files';
import { goldenInput } from '../runtime/golden-input';
import { requireGoldenScores } from '../runtime/require-golden-scores';
import { RemoteModel, type RemoteSource } from './remote-model';

/** Opens a remote model and has it score its golden rows. @throws Error with the reason why the version is unavailable. */
export async function loadRemote(source: RemoteSource, observer: InferenceObserver): Promise<RemoteModel> {
  const golden = await readGoldenRows(source);
  const model = new RemoteModel(source, observer);
  try {
    const { scores } = await model.score(goldenInput(golden, model.instances));
    requireGoldenScores(golden, scores, source.manifest.tolerance, 'at the remote server');
    return model;
  } catch (error) {
    await model.close();
    throw error;
  }
}
