import 'reflect-metadata';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
} from 'class-validator';
import { asNumber } from './as-number';
import { fieldErrorsOf } from './dto-error';

class Share {
  @Matches(/^[0-9.]+$/)
  readonly version!: string;

  @IsNumber()
  @Min(0)
  @Max(100)
  readonly percent!: number;
}

class Wish {
  @IsOptional()
  @Transform(asNumber)
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly threshold?: number;

  @IsIn(['low', 'high'])
  readonly priority!: string;

  @IsOptional()
  @IsString({ each: true })
  @MaxLength(3, { each: true })
  readonly names?: readonly string[];

  @IsOptional()
  @ValidateNested()
  @Type(() => Share)
  readonly share?: Share;
}

const complaints = (body: object): string[] =>
  fieldErrorsOf(validateSync(plainToInstance(Wish, body), { whitelist: true, forbidNonWhitelisted: true })).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

describe('fieldErrorsOf', () => {
  it.each([
    ['a number that is a text, once', { priority: 'low', threshold: 'soon' }, ['/threshold INVALID_TYPE']],
    ['a number that is too large', { priority: 'low', threshold: '1.5' }, ['/threshold TOO_LARGE']],
    ['a list of other things, once', { priority: 'low', names: [5] }, ['/names INVALID_TYPE']],
    ['names that are too long', { priority: 'low', names: ['long'] }, ['/names TOO_LONG']],
    ['what is missing', {}, ['/priority REQUIRED']],
    ['what is not allowed', { priority: 'urgent' }, ['/priority NOT_ALLOWED']],
    ['what is null', { priority: null }, ['/priority NOT_ALLOWED']],
    ['what is unknown', { priority: 'low', colour: 1 }, ['/colour UNKNOWN_FIELD']],
    [
      'what is missing further in',
      { priority: 'low', share: {} },
      ['/share/version REQUIRED', '/share/percent REQUIRED'],
    ],
    [
      'each of several',
      { threshold: true, colour: 1 },
      ['/colour UNKNOWN_FIELD', '/threshold INVALID_TYPE', '/priority REQUIRED'],
    ],
  ])('names %s', (_, body, expected) => {
    expect(complaints(body).sort()).toEqual([...expected].sort());
  });
});
