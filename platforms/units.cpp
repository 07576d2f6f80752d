// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

namespace memvp {
namespace {

struct unit_entry {
  dimension unit;
  std::string_view symbol;
  std::string_view name;
  std::string_view example;
};

constexpr std::array<unit_entry, 12> units{{
    {dimension::number, "", "a plain number", "0.01"},
    {dimension::voltage, "V", "a voltage", "5 V"},
    {dimension::current, "A", "a current", "230 uA"},
    {dimension::resistance, "ohm", "a resistance", "2 ohm"},
    {dimension::conductance, "S", "a conductance", "7.5 nS"},
    {dimension::capacitance, "F", "a capacitance", "2 fF"},
    {dimension::time, "s", "a time", "150 ms"},
    {dimension::frequency, "Hz", "a frequency", "100 MHz"},
    {dimension::energy, "J", "an energy", "0.3 pJ"},
    {dimension::power, "W", "a power", "1.5 uW"},
    {dimension::length, "m", "a length", "130 nm"},
    {dimension::area, "m^2", "an area", "1450 um^2"},
}};

const unit_entry& entry(dimension unit) { return units[static_cast<std::size_t>(unit)]; }

struct unit_prefix {
  std::string_view symbol;
  int exponent;
};

constexpr std::array<unit_prefix, 10> prefixes{
    {{"f", -15}, {"p", -12}, {"n", -9}, {"u", -6}, {"m", -3}, {"", 0}, {"k", 3}, {"M", 6}, {"G", 9}, {"T", 12}}};

/// Other ways to write a unit or prefix, in UTF-8.
std::string with_plain_symbols(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> spellings{{
      {"\u00b5", "u"},    // micro sign
      {"\u03bc", "u"},    // Greek small letter mu
      {"\u03a9", "ohm"},  // Greek capital letter omega
      {"\u2126", "ohm"},  // ohm sign
      {"Ohm", "ohm"},     //
      {"\u00b2", "^2"},   // superscript two
      {"ohms", "ohm"},    //
  }};
  std::string plain(text);
  for (const auto& [spelling, replacement] : spellings) {
    for (std::size_t at = plain.find(spelling); at != std::string::npos; at = plain.find(spelling, at + 1)) {
      plain.replace(at, spelling.size(), replacement);
    }
  }
  return plain;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Power of ten of a unit with prefix, or nothing if `text` is no unit of this dimension.
std::optional<int> unit_exponent(std::string_view text, dimension unit) {
  if (unit == dimension::number) {
    if (text.empty()) return 0;
    return text == "%" ? std::optional<int>(-2) : std::nullopt;
  }
  if (unit == dimension::area && text.size() >= 2 && text.substr(text.size() - 1) == "2") {
    text.remove_suffix(text[text.size() - 2] == '^' ? 2 : 1);
    const std::optional<int> of_length = unit_exponent(text, dimension::length);
    return of_length ? std::optional<int>(2 * *of_length) : std::nullopt;
  }
  const std::string_view symbol = entry(unit).symbol;
  if (text.size() < symbol.size() || text.substr(text.size() - symbol.size()) != symbol) return std::nullopt;
  text.remove_suffix(symbol.size());
  for (const unit_prefix& prefix : prefixes) {
    if (text == prefix.symbol) return prefix.exponent;
  }
  return std::nullopt;
}

[[noreturn]] void reject(std::string_view text, const std::string& problem, dimension expected) {
  throw std::invalid_argument("\"" + std::string(text) + "\" " + problem + ", but " +
                              std::string(dimension_name(expected)) + " such as \"" +
                              std::string(example_quantity(expected)) + "\" is expected");
}

/// A written number split so that a power of ten can be applied without rounding twice.
struct decimal_number {
  std::string_view mantissa;
  int exponent = 0;
  std::size_t length = 0;  ///< characters read
};

std::optional<decimal_number> read_decimal(std::string_view text) {
  const auto is_digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  std::size_t digits = 0;
  for (; is_digit(at); ++at) ++digits;
  if (at < text.size() && text[at] == '.') {
    for (++at; is_digit(at); ++at) ++digits;
  }
  if (digits == 0) return std::nullopt;
  decimal_number number{text.substr(0, at), 0, at};
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t first = at + 1;
    if (first < text.size() && text[first] == '+') ++first;
    const char* begin = text.data() + first;
    const auto [end, status] = std::from_chars(begin, text.data() + text.size(), number.exponent);
    if (status == std::errc()) {
      if (number.exponent > 9999 || number.exponent < -9999) return std::nullopt;
      number.length = static_cast<std::size_t>(end - text.data());
    }
  }
  if (number.mantissa.front() == '+') number.mantissa.remove_prefix(1);
  return number;
}

struct scientific_number {
  bool negative = false;
  std::string digits;  ///< first digit before the decimal point
  int exponent = 0;
};

scientific_number decompose(double value, int significant) {
  std::array<char, 64> buffer{};
  const auto written = significant > 0 ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                                       std::chars_format::scientific, significant - 1)
                                       : std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                                       std::chars_format::scientific);
  std::string_view text(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
  scientific_number number;
  if (text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  for (const char c : text.substr(0, e)) {
    if (c != '.') number.digits += c;
  }
  std::string_view exponent = text.substr(e + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), number.exponent);
  return number;
}

/// Digits with the decimal point behind the first `before` of them; trailing zeros of the fraction are dropped.
std::string place_point(std::string digits, int before) {
  if (before <= 0) {
    digits.insert(0, static_cast<std::size_t>(1 - before), '0');
    before = 1;
  }
  const auto point = static_cast<std::size_t>(before);
  if (digits.size() < point) digits.append(point - digits.size(), '0');
  std::string fraction = digits.substr(point);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return digits.substr(0, point) + (fraction.empty() ? "" : "." + fraction);
}

std::string format_plain(const scientific_number& number) {
  constexpr int longest = 15;
  if (number.exponent >= -4 && number.exponent < longest) return place_point(number.digits, number.exponent + 1);
  return place_point(number.digits, 1) + "e" + std::to_string(number.exponent);
}

std::string format(double value, dimension unit, int significant) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "infinite" : "-infinite";
  const scientific_number number = decompose(value, significant);
  const std::string sign = number.negative ? "-" : "";
  if (unit == dimension::number) return sign + format_plain(number);

  const int power = unit == dimension::area ? 2 : 1;
  const std::string_view symbol = unit == dimension::area ? "m" : entry(unit).symbol;
  const std::string_view suffix = unit == dimension::area ? "^2" : "";
  if (value == 0.0) return sign + "0 " + std::string(symbol) + std::string(suffix);
  const unit_prefix* best = &prefixes.front();
  for (const unit_prefix& prefix : prefixes) {
    if (prefix.exponent * power <= number.exponent) best = &prefix;
  }
  scientific_number scaled = number;
  scaled.exponent -= best->exponent * power;
  return sign + format_plain(scaled) + " " + std::string(best->symbol) + std::string(symbol) + std::string(suffix);
}

}  // namespace

double parse_quantity(std::string_view text, dimension expected) {
  const std::string_view given = trimmed(text);
  if (given.empty()) reject(text, "is empty", expected);
  const bool negative = given.front() == '-';
  const std::string_view unsigned_text = negative || given.front() == '+' ? given.substr(1) : given;
  if (unsigned_text == "infinite" || unsigned_text == "inf") {
    const double infinity = std::numeric_limits<double>::infinity();
    return negative ? -infinity : infinity;
  }

  const std::optional<decimal_number> number = read_decimal(given);
  if (!number) reject(text, "does not begin with a number", expected);
  const std::string unit_text = with_plain_symbols(trimmed(given.substr(number->length)));
  std::optional<int> exponent = unit_exponent(unit_text, expected);
  const bool is_zero = number->mantissa.find_first_of("123456789") == std::string_view::npos;
  if (!exponent && unit_text.empty() && is_zero) exponent = 0;
  if (!exponent) {
    if (unit_text.empty()) reject(text, "has no unit", expected);
    for (const unit_entry& other : units) {
      if (unit_exponent(unit_text, other.unit)) reject(text, "is " + std::string(other.name), expected);
    }
    reject(text, "has the unknown unit \"" + unit_text + "\"", expected);
  }

  const std::string decimal = std::string(number->mantissa) + "e" + std::to_string(number->exponent + *exponent);
  double value = 0.0;
  const auto [end, status] = std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  if (status == std::errc::result_out_of_range) reject(text, "is outside the range of double precision", expected);
  if (status != std::errc() || end != decimal.data() + decimal.size()) reject(text, "is not a number", expected);
  return value;
}

std::string format_quantity(double value, dimension unit) { return format(value, unit, 0); }

std::string format_rounded(double value, dimension unit, int digits) { return format(value, unit, digits); }

std::string_view unit_symbol(dimension unit) { return entry(unit).symbol; }

std::string_view dimension_name(dimension unit) { return entry(unit).name; }

std::string_view example_quantity(dimension unit) { return entry(unit).example; }

}  // namespace memvp
