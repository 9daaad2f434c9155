import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ACTIONS, type Action } from '@sluice/detection';
import { UNSCORED, type Unscored } from '@sluice/sessions';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { asNumber } from '../http/as-number';
import type { SessionsPage } from './find-sessions';
import type { SessionView, Stage2View, UserView } from './session-view';

export class SessionsQuery {
  @ApiPropertyOptional({ enum: ACTIONS })
  @IsOptional()
  @IsIn(ACTIONS)
  action?: Action;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Transform(asNumber)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  @ApiPropertyOptional({ description: 'next_cursor of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(400)
  cursor?: string;
}

export class Stage2Dto implements Stage2View {
  @ApiProperty({ description: 'name@version that scored the rows again' })
  readonly model!: string;

  @ApiProperty({ type: 'integer' })
  readonly events!: number;

  @ApiProperty({ type: 'integer' })
  readonly flagged!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly max_score!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly risk!: number;

  @ApiProperty({ enum: ACTIONS })
  readonly action!: Action;

  @ApiProperty({ description: 'Risk of stage 2, less that of the sketch on the same calls' })
  readonly risk_gap!: number;

  @ApiProperty({ type: 'integer', description: 'Rows of stage 2, less those that the sketch had counted' })
  readonly events_gap!: number;

  @ApiProperty({ description: 'Rows were lost, or counts of them: the verdict is on what was left' })
  readonly degraded!: boolean;

  @ApiProperty({ description: 'SESSION_STAGE2_MODEL could not be had: the model of stage 1 scored rows again' })
  readonly fallback!: boolean;

  @ApiProperty({
    enum: UNSCORED,
    nullable: true,
    description:
      'The rows could not be scored again, because they ended their worker three times or because it failed every time: model and numbers are those of ' +
      'stage 1, the action is at least review. null: they were scored',
  })
  readonly unscored!: Unscored | null;

  @ApiProperty({ format: 'date-time' })
  readonly judged_at!: string;
}

export class SessionDto implements SessionView {
  @ApiProperty()
  readonly session_id!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The first user id seen' })
  readonly user_id!: string | null;

  @ApiProperty({ type: 'integer' })
  readonly events!: number;

  @ApiProperty({ type: 'integer' })
  readonly flagged!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly max_score!: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly risk!: number;

  @ApiProperty({ enum: ACTIONS, description: 'Of stage 2 once it has judged every row; before, the harder of the two' })
  readonly action!: Action;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly first_at!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly last_at!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'Closed by hand, and silent since' })
  readonly closed_at!: string | null;

  @ApiProperty({
    type: Stage2Dto,
    nullable: true,
    description: 'The exact verdict on all rows; null until there is one',
  })
  readonly stage2!: Stage2Dto | null;
}

export class SessionsDto implements SessionsPage {
  @ApiProperty({ type: [SessionDto], description: 'Latest seen first' })
  readonly sessions!: readonly SessionDto[];

  @ApiProperty({ type: String, nullable: true, description: 'null after the last page; a page before it may be short' })
  readonly next_cursor!: string | null;
}

export class UserDto implements UserView {
  @ApiProperty()
  readonly user_id!: string;

  @ApiProperty({ type: 'integer' })
  readonly sessions!: number;

  @ApiProperty({ type: 'integer' })
  readonly events!: number;

  @ApiProperty({ type: 'integer' })
  readonly flagged!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Of all events of the user, taken as one session' })
  readonly risk!: number;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly first_at!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  readonly last_at!: string | null;
}
