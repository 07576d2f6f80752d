// SPDX-License-Identifier: Apache-2.0
#include "memvp/traces/run_folder.hpp"

#include <unistd.h>

#include <stdexcept>
#include <system_error>

namespace memvp {

namespace fs = std::filesystem;

namespace {

std::runtime_error failure(const std::string& what, const fs::path& path, const std::error_code& error) {
  return std::runtime_error("cannot " + what + " the run folder " + path.string() + ": " + error.message());
}

}  // namespace

run_folder::run_folder(const fs::path& base, std::string_view name, std::uint64_t seed)
    : parent_(base.empty() ? fs::path(".") : base),
      name_(std::string(name) + "-" + std::to_string(seed)),
      numbered_(true) {
  if (name.empty() || name.find('/') != std::string_view::npos)
    throw std::invalid_argument("a run cannot be named \"" + std::string(name) +
                                "\", because its name becomes that of a folder");
  create_hidden_folder();
}

run_folder::run_folder(const fs::path& exactly) : numbered_(false) {
  std::error_code error;
  fs::path full = fs::weakly_canonical(fs::absolute(exactly), error);
  if (error) throw failure("reach", exactly, error);
  if (!full.has_filename()) full = full.parent_path();  // a trailing slash
  const fs::file_status status = fs::status(full, error);
  if (fs::exists(status)) {
    if (!fs::is_directory(status))
      throw std::runtime_error("cannot write a run to " + exactly.string() + ", because it is not a folder");
    const bool empty = fs::is_empty(full, error);
    if (error) throw failure("read", exactly, error);
    if (!empty)
      throw std::runtime_error("cannot write a run to " + exactly.string() + ", because that folder is not empty");
  }
  parent_ = full.parent_path();
  name_ = full.filename().string();
  create_hidden_folder();
}

void run_folder::create_hidden_folder() {
  std::error_code error;
  parent_is_ours_ = fs::create_directories(parent_, error);
  if (error) throw failure("create", parent_ / name_, error);
  const std::string hidden = "." + name_ + ".partial-" + std::to_string(::getpid());
  // A name may be taken by another run of this process, or be left from a killed process of the same number.
  for (std::uint64_t attempt = 1;; ++attempt) {
    path_ = parent_ / (attempt == 1 ? hidden : hidden + "-" + std::to_string(attempt));
    if (fs::create_directory(path_, error)) return;
    if (error) throw failure("create", parent_ / name_, error);
  }
}

const fs::path& run_folder::commit() {
  if (committed_) return path_;
  std::error_code error;
  for (std::uint64_t number = 1;; ++number) {
    const fs::path target = parent_ / (number == 1 ? name_ : name_ + "-" + std::to_string(number));
    if (numbered_ && fs::exists(fs::symlink_status(target, error))) continue;
    fs::rename(path_, target, error);  // replaces an empty folder, never one with something in it
    if (!error) {
      path_ = target;
      break;
    }
    // Another run may have taken the name since it was looked at.
    const bool taken = error == std::errc::directory_not_empty || error == std::errc::file_exists ||
                       error == std::errc::not_a_directory;
    if (!numbered_ || !taken) throw failure("complete", target, error);
  }
  committed_ = true;
  return path_;
}

run_folder::~run_folder() {
  if (committed_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  if (parent_is_ours_) fs::remove(parent_, ignored);  // only if nothing else came into it
}

}  // namespace memvp
