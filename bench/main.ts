import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../examples/cli/run-command';
import { measureBatch } from './batch/batch-bench';
import { benchOptions, USAGE, type BenchOptions, type Part } from './bench-options';
import { measureModels } from './models/models-bench';
import { measureOperations } from './operations/operations-bench';
import { findPeer, type NoPeer, type Peer } from './peer/find-peer';
import { measureGuarded } from './predict/guarded-bench';
import { measureLag } from './predict/lag-bench';
import { measureOverload } from './predict/overload-bench';
import { measurePredict } from './predict/predict-bench';
import { measureShapes } from './predict/shapes-bench';
import { copyModels, measureSwaps } from './predict/swap-bench';
import { sluiceServer, startFloor, startPeer } from './predict/predict-server';
import { measureProfile } from './profile/profile-bench';
import { profileReport } from './report/profile-report';
import { SluiceSystem, type SystemChoices } from './processes/sluice-system';
import { LOAD_CORE } from './processes/started-child';
import { Workplace } from './processes/workplace';
import { batchReport } from './report/batch-report';
import { describeMachine } from './report/machine';
import { guardedReport } from './report/guarded-report';
import { modelsReport } from './report/models-report';
import { lagReport } from './report/lag-report';
import { overloadReport } from './report/overload-report';
import { operationsReport } from './report/operations-report';
import { scalingReport } from './report/scaling-report';
import { measureScaling } from './scaling/scaling-bench';
import { sessionsReport } from './report/sessions-report';
import { predictReport } from './report/predict-report';
import { shapesReport } from './report/shapes-report';
import { swapReport } from './report/swap-report';
import { uploadReport } from './report/upload-report';
import { measureSessions } from './sessions/sessions-bench';
import { measureUpload } from './upload/upload-bench';

type Measure = (workplace: Workplace, options: BenchOptions, peer: Peer | NoPeer) => Promise<string>;

/** Progress goes to standard error, so that the tables can be redirected. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const MEASURES: Readonly<Record<Part, Measure>> = {
  predict: async (workplace, options, peer) => {
    const floor = await startFloor(workplace);
    const peers = 'python' in peer ? [await startPeer(workplace, peer)] : [];
    const system = await SluiceSystem.start(workplace);
    const startBytes = system.peakBytes().gateway;
    const figures = await measurePredict([floor, ...peers, sluiceServer(system)], options, say);
    const peakBytes = system.peakBytes().gateway;
    await system.stop();
    return predictReport(figures, missing(peer), { startBytes, peakBytes });
  },
  shapes: async (workplace, options) => {
    const floor = await startFloor(workplace);
    return withSystem(workplace, async (system) =>
      shapesReport(await measureShapes(floor, sluiceServer(system), options, say)),
    );
  },
  guarded: async (workplace, options) => guardedReport(await measureGuarded(workplace, options, say)),
  overload: (workplace, options) =>
    withSystem(workplace, async (system) => overloadReport(await measureOverload(sluiceServer(system), options, say))),
  lag: (workplace, options) =>
    withSystem(workplace, async (system) => lagReport(await measureLag(sluiceServer(system), options, say))),
  swap: async (workplace, options) => {
    const models = await copyModels(join(workplace.folder, 'models'));
    return withSystem(workplace, async (system) => swapReport(await measureSwaps(system, models, options, say)), {
      env: { MODELS_DIR: models },
    });
  },
  profile: (workplace, options) =>
    withSystem(workplace, async (system) => profileReport(await measureProfile(workplace, system, options, say))),
  batch: async (workplace, options, peer) =>
    batchReport(await measureBatch(workplace, peer, options, say), missing(peer)),
  models: async (workplace, options) => modelsReport(await measureModels(workplace, options, say)),
  scaling: async (workplace, options) => scalingReport(await measureScaling(workplace, options, say)),
  upload: async (workplace, options) => uploadReport(await measureUpload(workplace, options, say)),
  operations: async (workplace, options) => operationsReport(await measureOperations(workplace, options, say)),
  sessions: async (_, { sessions }) => sessionsReport(await measureSessions(sessions, say)),
};

/** A system for one part alone. */
async function withSystem(
  workplace: Workplace,
  measure: (system: SluiceSystem) => Promise<string>,
  choices?: SystemChoices,
): Promise<string> {
  const system = await SluiceSystem.start(workplace, choices);
  const report = await measure(system);
  await system.stop();
  return report;
}

async function main(): Promise<void> {
  const options = benchOptions();
  if (options === null) {
    process.stdout.write(USAGE);
    return;
  }
  pinToLoadCore();
  const machine = await describeMachine();
  const workplace = new Workplace();
  endOnSignals(workplace);
  try {
    const peer = await findPeer(options, workplace, say);
    const { rounds, seconds, seed } = options;
    process.stdout.write(
      `${machine}; medians of ${rounds} rounds; ${seconds} s for each figure of /predict; seed ${seed}.\n`,
    );
    for (const part of options.parts) process.stdout.write(`\n${await MEASURES[part](workplace, options, peer)}`);
  } finally {
    await workplace.close();
  }
}

function missing(peer: Peer | NoPeer): string | null {
  return 'missing' in peer ? peer.missing : null;
}

/** @throws Error where processes cannot be pinned: without that, the figures would say nothing. */
function pinToLoadCore(): void {
  const needs = 'The benchmark needs Linux with two cores and the command taskset (package util-linux).';
  if (process.platform !== 'linux' || availableParallelism() < 2) throw new Error(needs);
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
  } catch (error) {
    throw new Error(needs, { cause: error });
  }
}

function endOnSignals(workplace: Workplace): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('stopping');
      void workplace.close().finally(() => process.exit(130));
    });
  }
}

void runCommand(main);
