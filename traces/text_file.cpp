// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/text_file.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace memvp {

namespace {

std::runtime_error cannot_write(const std::filesystem::path& path, int error) {
  return std::runtime_error("cannot write " + path.string() + ": " + std::generic_category().message(error));
}

}  // namespace

text_file::text_file(const std::filesystem::path& path)
    : path_(path), file_(std::fopen(path.c_str(), "wb")), buffer_(new char[capacity]) {
  if (!file_) throw cannot_write(path_, errno);
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
}

text_file::~text_file() {
  if (file_) empty_buffer();
}

void text_file::empty_buffer() noexcept {
  if (error_ == 0 && used_ != 0 && std::fwrite(buffer_.get(), 1, used_, file_.get()) != used_) error_ = errno;
  used_ = 0;
}

void text_file::make_room(std::size_t bytes) {
  if (bytes > largest_room) throw std::logic_error("a text file gives room for at most 4096 characters at a time");
  empty_buffer();
}

text_file& text_file::write(std::string_view text) {
  while (!text.empty()) {
    const std::size_t part = text.size() < largest_room ? text.size() : largest_room;
    char* end = room(part);
    std::memcpy(end, text.data(), part);
    advance_to(end + part);
    text.remove_prefix(part);
  }
  return *this;
}

text_file& text_file::write(char character) {
  char* end = room(1);
  *end = character;
  advance_to(end + 1);
  return *this;
}

text_file& text_file::number(std::uint64_t value) {
  char* begin = room(32);
  advance_to(std::to_chars(begin, begin + 32, value).ptr);
  return *this;
}

text_file& text_file::number(double value) {
  char* begin = room(32);
  advance_to(std::to_chars(begin, begin + 32, value).ptr);
  return *this;
}

text_file& text_file::number(double value, int significant_digits) {
  char* begin = room(64);
  advance_to(std::to_chars(begin, begin + 64, value, std::chars_format::general, significant_digits).ptr);
  return *this;
}

text_file& text_file::csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return write(text);
  write('"');
  for (const char character : text) {
    if (character == '"') write('"');
    write(character);
  }
  return write('"');
}

void text_file::close() {
  if (!file_) return;
  empty_buffer();
  std::FILE* file = file_.release();
  if (std::fclose(file) != 0 && error_ == 0) error_ = errno;
  if (error_ != 0) throw cannot_write(path_, error_);
}

}  // namespace memvp
