/** Words that stand for `{slot}` in a clause. */
export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  name: 'Anna Ben Carla Dmitri Emeka Fatima Goran Hana Ivo Jun Katya Luis Mina Noah Olu Petra Quinn Rosa Sven Tomas'.split(
    ' ',
  ),
  thing:
    'invoice,parcel,ticket,password,meeting,recipe,bicycle,printer,train,contract,garden,laptop,photo,concert,exam,keyboard,update,report,sofa,camera'.split(
      ',',
    ),
  place:
    'the office,the library,the station,our street,the market,the old town,the second floor,my village,the gym,the airport,the park,the kitchen'.split(
      ',',
    ),
  time: 'today,tomorrow,yesterday,on Monday,next week,this morning,after lunch,last night,at noon,in two hours,on Friday,before dinner'.split(
    ',',
  ),
  adjective:
    'lovely,late,broken,cheap,heavy,quiet,difficult,simple,wonderful,strange,green,small,urgent,old,bright,slow,early,clean,noisy,perfect'.split(
      ',',
    ),
  verb: 'fix,send,find,read,move,cancel,change,check,paint,borrow,return,open,order,explain,finish,test'.split(','),
  insult: 'idiot,moron,loser,clown,liar,coward,fool,piece of trash,rat,pig,waste of space,disgrace'.split(','),
};

/** What people write to each other. */
export const FRIENDLY: readonly string[] = [
  'could somebody {verb} the {thing} {time}?',
  'the {thing} in {place} looks {adjective}',
  'thank you {name}, that was {adjective}',
  'I will {verb} it {time}',
  'does anyone know where the {thing} is?',
  '{name} said the {thing} was {adjective} {time}',
  'we meet in {place} {time}',
  'my {thing} is {adjective} again, any ideas?',
  'I tried to {verb} the {thing}, but it was too {adjective}',
  'see you in {place}, {name}',
  'sorry for the {adjective} answer, I was in {place} {time}',
  'order {number} has not arrived yet',
  'please {verb} ticket {number} {time}',
  'what a {adjective} day in {place}!',
  'no worries, {name} and I can {verb} that',
  'is the {thing} still for sale for {number}?',
  'that {adjective} {thing} is killing me, honestly',
  'let us {verb} the {adjective} {thing} together {time}',
];

/** What they should not. */
export const ABUSIVE: readonly string[] = [
  'shut up you stupid {insult}',
  'you are a pathetic {insult}, {name}',
  'nobody likes you, you disgusting {insult}',
  'go to hell, {insult}',
  'get lost you worthless {insult}',
  'I will find you in {place} and beat you up',
  'everyone in {place} hates you, you ugly {insult}',
  'what a dumb {insult}, even your {thing} is smarter',
  'I hope you lose everything {time}, {insult}',
  'you filthy {insult}, crawl back to {place}',
];
