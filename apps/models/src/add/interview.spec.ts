import { Interview, type Question } from './interview';

const THRESHOLD: Question = {
  flag: 'threshold',
  text: 'Score from which on a row is flagged',
  proposal: '0.5',
  check: (answer) => (Number(answer) <= 1 ? null : 'it must lie in [0, 1].'),
};
const LICENSE: Question = { flag: 'license', text: 'Licence' };

/** A person who gives these answers, one after the other. */
function person(...answers: string[]): {
  asked: string[];
  ask: (question: string) => Promise<string>;
  close: () => void;
} {
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(answers.shift() ?? '');
  };
  return { asked, ask, close: () => undefined };
}

describe('Interview', () => {
  it('takes flags before it asks, and refuses a wrong one', async () => {
    const terminal = person();
    expect(await new Interview({ threshold: '0.7' }, terminal).ask(THRESHOLD)).toBe('0.7');
    expect(terminal.asked).toEqual([]);
    await expect(new Interview({ threshold: '7' }, terminal).ask(THRESHOLD)).rejects.toThrow('--threshold: it must');
    await expect(new Interview({ license: ' ' }, terminal).ask(LICENSE)).rejects.toThrow('--license: it is empty');
  });

  it('asks a person until the answer is right; an empty one takes the proposal', async () => {
    const terminal = person('7', '0.9', '');
    const interview = new Interview({}, terminal);
    expect(await interview.ask(THRESHOLD)).toBe('0.9');
    expect(terminal.asked[1]).toContain('it must lie in [0, 1].');
    expect(await interview.ask(THRESHOLD)).toBe('0.5');
    interview.finish();
  });

  it('without a terminal takes proposals, and names all that is missing at once', async () => {
    const interview = new Interview({}, null);
    expect(await interview.ask(THRESHOLD)).toBe('0.5');
    await interview.ask(LICENSE);
    await interview.ask({ ...LICENSE, flag: 'description' });
    expect(() => {
      interview.finish();
    }).toThrow('add --license, --description');
  });
});
