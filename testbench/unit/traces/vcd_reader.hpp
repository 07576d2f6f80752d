// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace memvp {

/// A value change dump read by the letter of IEEE 1364-2005, section 18, independently of the writer.
struct vcd_content {
  struct variable {
    std::string type, width, range;
  };
  using waveform = std::vector<std::pair<std::uint64_t, std::string>>;

  std::map<std::string, variable> variables;   // by full name
  std::map<std::string, waveform> waves;       // by full name, changes after $dumpvars
  std::map<std::string, std::string> initial;  // by full name, values in $dumpvars
  std::vector<std::uint64_t> times;            // every time stamp
  std::string timescale, version;

  const waveform& wave(const std::string& name) { return waves[name]; }
};

inline vcd_content read_vcd(const std::filesystem::path& path) {
  vcd_content content;
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::map<std::string, std::string> name_of;  // by identifier
  std::vector<std::string> scopes;
  std::string word;
  const auto rest_of_section = [&] {
    std::vector<std::string> words;
    while (file >> word && word != "$end") words.push_back(word);
    EXPECT_EQ(word, "$end");
    return words;
  };
  const auto joined = [](const std::vector<std::string>& words) {
    std::string text;
    for (const auto& part : words) text += (text.empty() ? "" : " ") + part;
    return text;
  };
  bool definitions = true, dumping = false;
  std::uint64_t now = 0;
  while (file >> word) {
    if (definitions) {
      const std::string keyword = word;
      const auto words = rest_of_section();
      if (keyword == "$scope") {
        EXPECT_EQ(words.at(0), "module");
        scopes.push_back(words.at(1));
      } else if (keyword == "$upscope") {
        scopes.pop_back();
      } else if (keyword == "$var") {
        std::string full;
        for (const auto& scope : scopes) full += scope + ".";
        full += words.at(3);
        EXPECT_TRUE(name_of.emplace(words.at(2), full).second) << "identifier " << words.at(2) << " twice";
        content.variables[full] = {words[0], words[1], words.size() > 4 ? words[4] : ""};
      } else if (keyword == "$enddefinitions") {
        definitions = false;
        EXPECT_TRUE(scopes.empty());
      } else if (keyword == "$timescale") {
        content.timescale = joined(words);
      } else if (keyword == "$version") {
        content.version = joined(words);
      } else {
        ADD_FAILURE() << "unexpected " << keyword;
      }
      continue;
    }
    if (word == "$dumpvars") {
      dumping = true;
    } else if (word == "$end") {
      EXPECT_TRUE(dumping);
      dumping = false;
    } else if (word[0] == '#') {
      const std::uint64_t time = std::stoull(word.substr(1));
      EXPECT_TRUE(content.times.empty() || time > now) << "time goes from " << now << " to " << time;
      now = time;
      content.times.push_back(now);
    } else {
      std::string value = word, identifier;
      if (word[0] == 'b' || word[0] == 'r' || word[0] == 's') {
        value = word.substr(1);
        file >> identifier;
      } else {
        value = word.substr(0, 1);
        identifier = word.substr(1);
      }
      EXPECT_EQ(name_of.count(identifier), 1u) << "identifier " << identifier << " is not declared";
      const std::string& name = name_of[identifier];
      const std::string& type = content.variables[name].type;
      EXPECT_EQ(word[0] == 'r', type == "real") << word;
      EXPECT_EQ(word[0] == 's', type == "string") << word;
      EXPECT_EQ(word[0] == 'b', type == "wire" && content.variables[name].range != "") << word;
      if (dumping)
        content.initial[name] = value;
      else
        content.waves[name].emplace_back(now, value);
    }
  }
  return content;
}

}  // namespace memvp
