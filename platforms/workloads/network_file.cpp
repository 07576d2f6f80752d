// SPDX-License-Identifier: Apache-2.0
#include "memvp/platforms/workloads/network_file.hpp"

#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "memvp/traces/text_file.hpp"

namespace memvp {
namespace {

constexpr std::string_view first_line = "memvp-network 1";
constexpr std::size_t most_layers = 1000;
constexpr std::size_t most_inputs =
    1 << 24;  // of one layer, as most outputs: keeps a damaged header from taking memory

std::string description(const layer_form& form) {
  std::ostringstream text;
  text << "input " << form.input.rows << ' ' << form.input.columns << ' ' << form.input.channels << " kernel "
       << form.kernel << " outputs " << form.outputs << " pooling " << form.pooling << " hidden " << form.hidden;
  return text.str();
}

void write_numbers(text_file& out, const float* values, Eigen::Index count) {
  for (Eigen::Index i = 0; i < count; ++i) {
    char* place = out.room(32);
    char* end = std::to_chars(place, place + 31, values[i]).ptr;
    *end++ = i + 1 < count ? ' ' : '\n';
    out.advance_to(end);
  }
}

/// The file, line by line, with what a message needs to say where it is.
class network_reader {
 public:
  explicit network_reader(const std::filesystem::path& file) : file_(file), in_(file) {
    if (!in_) throw std::runtime_error(file.string() + ": the file cannot be read.");
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw std::runtime_error(file_.string() + ", line " + std::to_string(number_) +
                             (layer_.empty() ? "" : ", layer " + layer_) + ": " + what + ".");
  }

  void enter(const std::string& layer) { layer_ = layer; }

  const std::string& line() {
    ++number_;
    if (!std::getline(in_, line_)) refuse("the file ends here, before the network is complete");
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    return line_;
  }

  /// The words of the next line.
  std::istringstream words() { return std::istringstream(line()); }

  void numbers(const char* what, float* values, Eigen::Index count) {
    const std::string& text = line();
    const char* place = text.data();
    const char* const end = place + text.size();
    const auto skip_blanks = [&] {
      while (place != end && *place == ' ') ++place;
    };
    Eigen::Index found = 0;
    for (skip_blanks(); place != end; skip_blanks(), ++found) {
      float value = 0;
      const auto [after, error] = std::from_chars(place, end, value);
      if (error != std::errc{} || !std::isfinite(value) || (after != end && *after != ' '))
        refuse("number " + std::to_string(found + 1) + " of the " + what + " is not a finite number");
      if (found < count) values[found] = value;
      place = after;
    }
    if (found != count)
      refuse("the line has " + std::to_string(found) + " " + what + ", expected " + std::to_string(count));
  }

  void expect_end() {
    while (std::getline(in_, line_)) {
      ++number_;
      if (line_.find_first_not_of(" \r") != std::string::npos) refuse("the file goes on after its last layer");
    }
  }

 private:
  const std::filesystem::path& file_;
  std::ifstream in_;
  std::string line_, layer_;
  std::size_t number_ = 0;
};

/// Whether the next words are `key` and as many values as given.
template <class... values>
bool take(std::istringstream& words, std::string_view key, values&... value) {
  std::string word;
  return words >> word && word == key && (true && ... && static_cast<bool>(words >> value));
}

bool is_possible(const layer_form& form) {
  const map_size& in = form.input;
  for (const std::size_t size : {in.rows, in.columns, in.channels, form.outputs, form.pooling})
    if (size == 0 || size > most_inputs) return false;
  if (in.rows * in.columns > most_inputs || in.elements() > most_inputs) return false;
  if (form.kernel > in.rows || form.kernel > in.columns) return false;
  const map_size computed = form.computed();
  return computed.rows >= form.pooling && computed.columns >= form.pooling &&
         form.inputs() * form.outputs <= most_inputs;
}

network_layer read_layer(network_reader& in) {
  auto words = in.words();
  network_layer layer;
  layer_form& form = layer.form;
  const bool complete = take(words, "layer", form.name) &&
                        take(words, "input", form.input.rows, form.input.columns, form.input.channels) &&
                        take(words, "kernel", form.kernel) && take(words, "outputs", form.outputs) &&
                        take(words, "pooling", form.pooling) && take(words, "hidden", form.hidden) &&
                        take(words, "weight_limit", layer.weight_limit) &&
                        take(words, "output_scale", layer.output_scale) && (words >> std::ws).eof();
  in.enter(form.name);
  if (!complete)
    in.refuse(
        "expected \"layer NAME input R C CH kernel K outputs N pooling P hidden 0|1 weight_limit W "
        "output_scale S\"");
  if (!is_possible(form) || !(layer.weight_limit > 0) || !(layer.output_scale > 0))
    in.refuse("no layer has these sizes (" + description(form) + ")");
  if (form.hidden) {
    layer.theta.resize(static_cast<Eigen::Index>(form.outputs));
    in.numbers("thetas", layer.theta.data(), layer.theta.size());
  }
  layer.weights.resize(static_cast<Eigen::Index>(form.outputs), static_cast<Eigen::Index>(form.inputs() + 1));
  for (Eigen::Index o = 0; o < layer.weights.rows(); ++o) {
    in.numbers("weights", layer.weights.row(o).data(), layer.weights.cols());
    const float greatest = layer.weights.row(o).cwiseAbs().maxCoeff();
    if (greatest > layer.weight_limit * 1.000001F)
      in.refuse("output " + std::to_string(o) + " has a weight of magnitude " + std::to_string(greatest) +
                ", beyond the layer's limit of " + std::to_string(layer.weight_limit));
  }
  return layer;
}

}  // namespace

void write_network(const std::filesystem::path& file, const network& net) {
  text_file out(file);
  out.write(first_line).write("\nactivation ").write(net.activation).write("\nlayers ");
  out.number(static_cast<std::uint64_t>(net.layers.size())).write("\n");
  for (const network_layer& layer : net.layers) {
    out.write("layer ").write(layer.form.name).write(" ").write(description(layer.form)).write(" weight_limit ");
    char text[32];
    out.write({text, static_cast<std::size_t>(std::to_chars(text, text + sizeof text, layer.weight_limit).ptr - text)});
    out.write(" output_scale ");
    out.write({text, static_cast<std::size_t>(std::to_chars(text, text + sizeof text, layer.output_scale).ptr - text)});
    out.write("\n");
    if (layer.form.hidden) write_numbers(out, layer.theta.data(), layer.theta.size());
    for (Eigen::Index o = 0; o < layer.weights.rows(); ++o)
      write_numbers(out, layer.weights.row(o).data(), layer.weights.cols());
  }
  out.close();
}

network read_network(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file))
    throw std::runtime_error(file.string() + ": there is no such file, expected the weights of a network.");
  network_reader in(file);
  if (in.line() != first_line) in.refuse("expected \"" + std::string(first_line) + "\"");
  network net;
  auto words = in.words();
  if (!take(words, "activation", net.activation)) in.refuse("expected \"activation NAME\"");
  words = in.words();
  std::size_t layers = 0;
  if (!take(words, "layers", layers) || layers == 0 || layers > most_layers) in.refuse("expected \"layers COUNT\"");
  for (std::size_t l = 0; l < layers; ++l) net.layers.push_back(read_layer(in));
  in.expect_end();
  return net;
}

void check_network(const network& net, const std::vector<layer_form>& forms, const hidden_activation& activation) {
  const auto refuse = [](const std::string& sentence) { throw std::invalid_argument(sentence); };
  if (net.layers.size() != forms.size())
    refuse("the weights are of a network of " + std::to_string(net.layers.size()) + " layers, but this one has " +
           std::to_string(forms.size()) + ".");
  for (std::size_t l = 0; l < forms.size(); ++l)
    if (!(net.layers[l].form == forms[l]))
      refuse("layer " + forms[l].name + ": the weights are of a layer " + net.layers[l].form.name + " with " +
             description(net.layers[l].form) + ", but this one has " + description(forms[l]) + ".");
  if (net.activation != activation.name())
    refuse("the weights were trained with the activation " + net.activation + ", but the neurons are " +
           activation.name() + ".");
  for (const network_layer& layer : net.layers) {
    if (!layer.form.hidden) continue;
    constexpr float slack = 1e-5F;  // of a theta that was rounded at the end of its range
    const float least = activation.least_theta() * (1 - slack), greatest = activation.greatest_theta() * (1 + slack);
    if (layer.theta.minCoeff() < least || layer.theta.maxCoeff() > greatest)
      refuse("layer " + layer.form.name + ": it has a theta from " + std::to_string(layer.theta.minCoeff()) + " to " +
             std::to_string(layer.theta.maxCoeff()) + ", but the neurons reach " + std::to_string(least) + " to " +
             std::to_string(greatest) + ".");
  }
}

}  // namespace memvp
