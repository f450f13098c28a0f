const PATTERN = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** 0001-01-01T00:00:00Z and the first instant after year 9999. */
const MIN = -62_135_596_800_000_000n;
const END = 253_402_300_800_000_000n;

/** An instant in microseconds since 1970, in the years 1 to 9999. */
export class Timestamp {
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  /** Null outside the years 1 to 9999. */
  static at(micros: bigint): Timestamp | null {
    return micros < MIN || micros >= END ? null : new Timestamp(micros);
  }

  /** RFC 3339 with an offset and at most six fractional digits; null for anything else. */
  static parse(text: string): Timestamp | null {
    const match = PATTERN.exec(text);
    if (match === null) return null;
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const offsetHours = Number(match[9] ?? 0);
    const offsetMinutes = Number(match[10] ?? 0);
    const days = month === 2 && !isLeap(year) ? 28 : (DAYS[month - 1] ?? 0);
    if (year < 1 || day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return null;
    if (offsetHours > 23 || offsetMinutes > 59) return null;
    const fraction = BigInt((match[7] ?? '').padEnd(6, '0'));
    const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -1 : 1);
    const seconds = hour * 3600 + (minute - offset) * 60 + second;
    return Timestamp.at(BigInt(daysSince1970(year, month, day) * 86_400 + seconds) * 1_000_000n + fraction);
  }

  /** `2025-01-08T10:00:00.000000Z` */
  toString(): string {
    const millis = floorDiv(this.micros, 1000n);
    const rest = String(this.micros - millis * 1000n).padStart(3, '0');
    return `${new Date(Number(millis)).toISOString().slice(0, 23)}${rest}Z`;
  }

  get date(): Date {
    return new Date(Number(floorDiv(this.micros, 1000n)));
  }
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Civil date to days, proleptic Gregorian, years counted from March so that the leap day comes last. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
