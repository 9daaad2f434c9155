import { ApiProperty } from '@nestjs/swagger';
import type { InferAnswer, OutputTensor } from './infer-answer';
import type { OipModel } from './describe-oip';
import { DATATYPES, type Datatype } from './infer-body';
import { OUTPUTS, type OutputName, type TensorMetadata } from './model-tensors';

export class OipServerDto {
  @ApiProperty({ example: 'sluice' })
  readonly name!: string;

  @ApiProperty()
  readonly version!: string;

  @ApiProperty({ type: [String] })
  readonly extensions!: readonly string[];
}

export class OipLiveDto {
  @ApiProperty()
  readonly live!: boolean;
}

export class OipReadyDto {
  @ApiProperty()
  readonly ready!: boolean;
}

export class OipModelReadyDto extends OipReadyDto {
  @ApiProperty()
  readonly name!: string;
}

export class OipTensorDto implements TensorMetadata {
  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ enum: DATATYPES })
  readonly datatype!: Datatype;

  @ApiProperty({ type: [Number], description: '-1: any number of rows' })
  readonly shape!: readonly number[];
}

export class OipModelDto implements OipModel {
  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ type: [String], description: 'Those that can be asked now, newest first' })
  readonly versions!: readonly string[];

  @ApiProperty({ example: 'onnxruntime_onnx' })
  readonly platform!: string;

  @ApiProperty({ type: [OipTensorDto] })
  readonly inputs!: readonly OipTensorDto[];

  @ApiProperty({ type: [OipTensorDto] })
  readonly outputs!: readonly OipTensorDto[];
}

export class OipOutputDto extends OipTensorDto implements OutputTensor {
  @ApiProperty({ enum: OUTPUTS })
  declare readonly name: OutputName;

  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ type: 'number' }, { type: 'string' }] },
    description: 'Row-major, flat',
  })
  readonly data!: readonly (number | string)[];
}

export class OipInferDto implements InferAnswer {
  @ApiProperty()
  readonly model_name!: string;

  @ApiProperty()
  readonly model_version!: string;

  @ApiProperty({ description: 'That of the request, else ours' })
  readonly id!: string;

  @ApiProperty({ type: [OipOutputDto] })
  readonly outputs!: readonly OipOutputDto[];
}
