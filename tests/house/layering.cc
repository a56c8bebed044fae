#include "tests/house/layering.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace registry::house {
namespace {

using Names = std::vector<std::string_view>;

// One row: what the files whose path starts with `path` may include. `own` and `third_party` are
// beginnings of include paths;
// "*" is everything. A longer `path` stands before a shorter one that it begins with.
struct Layer {
  std::string_view path;
  Names own;
  Names third_party;
};

// The ledger's values, for those who describe decisions and take none.
const Names kLedgerValues = {"ledger/account.h",    "ledger/account_number.h",
                             "ledger/command.h",    "ledger/decision.h",
                             "ledger/fact.h",       "ledger/ids.h",
                             "ledger/instrument.h", "ledger/participant.h",
                             "ledger/position.h",   "ledger/posting.h",
                             "ledger/quantity.h",   "ledger/reason.h",
                             "ledger/rules.h",      "ledger/social_credit_code.h"};

// The generated messages: our protocol and the two public ones beside it.
const Names kProto = {"carbon/registry/", "google/rpc/", "grpc/health/"};

const Names kGrpcAndAbseil = {"grpcpp/", "grpc/", "google/protobuf/", "absl/"};

const Names kPosix = {"arpa/",     "fcntl.h", "netdb.h",   "netinet/", "poll.h",
                      "pthread.h", "sys/",    "termios.h", "unistd.h"};

// What has threads in the server knows no gRPC, so that ThreadSanitizer can see all of it.
const Names kServerCore = {"server/batcher.",
                           "server/feed_hub.",
                           "server/feed_ring.",
                           "server/feed_subscription.",
                           "server/trail.",
                           "server/workers.",
                           "server/write_queue.",
                           "server/options.h",
                           "storage/",
                           "ledger/",
                           "log/"};

Names Joined(std::initializer_list<Names> lists) {
  Names all;
  for (const Names& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

const std::vector<Layer>& Layers() {
  static const std::vector<Layer> layers = {
      {"ledger/", {"ledger/"}, {}},
      {"log/", Joined({{"log/"}, kLedgerValues}), {"openssl/"}},
      {"storage/", {"storage/", "ledger/", "log/"}, {"pqxx/", "absl/status/", "absl/strings/"}},
      {"documents/",
       Joined({{"documents/"}, kLedgerValues}),
       {"cairo", "pango/", "xlsxwriter.h", "qrcodegen"}},
      {"server/batcher.", kServerCore, {"absl/"}},
      {"server/feed_hub.", kServerCore, {"absl/"}},
      {"server/feed_ring.", kServerCore, {"absl/"}},
      {"server/feed_subscription.", kServerCore, {"absl/"}},
      {"server/feed_tail.", kServerCore, {"absl/"}},
      {"server/trail.", kServerCore, {"absl/"}},
      {"server/workers.", kServerCore, {"absl/"}},
      {"server/write_queue.", kServerCore, {"absl/"}},
      // What knows libcjose clears the errors of OpenSSL's that it leaves.
      {"server/key_set.", {"server/"}, {"absl/", "cjose/", "nlohmann/", "openssl/err.h"}},
      {"server/", Joined({{"server/", "storage/", "documents/", "ledger/", "log/"}, kProto}),
       Joined({kGrpcAndAbseil, kPosix, {"cjose/", "spdlog/", "prometheus/", "nlohmann/"}})},
      {"client/", Joined({{"client/"}, kProto}), kGrpcAndAbseil},
      {"sim/", Joined({{"sim/"}, kLedgerValues}), {}},
      {"cli/", Joined({{"cli/", "client/", "sim/"}, kProto}),
       Joined({kGrpcAndAbseil, kPosix, {"CLI/", "nlohmann/", "openssl/"}})},
      {"verifier/", Joined({{"verifier/"}, kProto}), Joined({kGrpcAndAbseil, {"openssl/"}})},
      {"tests/", {"*"}, {"*"}},
      {"bench/", {"*"}, {"*"}},
  };
  return layers;
}

// The headers of C++20 and of the C library in it, each between two spaces.
constexpr std::string_view kStandardHeaders =
    " algorithm any array assert.h atomic barrier bit bitset cassert cctype cerrno cfenv cfloat"
    " charconv chrono cinttypes climits clocale cmath codecvt compare complex concepts"
    " condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib"
    " cstring ctime ctype.h cuchar cwchar cwctype deque errno.h exception execution fenv.h"
    " filesystem float.h format forward_list fstream functional future initializer_list"
    " inttypes.h iomanip ios iosfwd iostream istream iterator latch limits limits.h list locale"
    " locale.h map math.h memory memory_resource mutex new numbers numeric optional ostream"
    " queue random ranges ratio regex scoped_allocator semaphore set setjmp.h shared_mutex"
    " signal.h source_location span sstream stack stdarg.h stddef.h stdexcept stdint.h stdio.h"
    " stdlib.h stop_token streambuf string string.h string_view syncstream system_error thread"
    " time.h tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray"
    " variant vector version wchar.h wctype.h"
    " ";

// In the ledger the standard library alone is allowed, and of it nothing that makes the same
// question give another answer tomorrow: clocks, randomness, the environment, files, threads.
constexpr auto kImpureHeaders =
    std::to_array<std::string_view>({"ctime", "filesystem", "fstream", "future", "iostream",
                                     "mutex", "random", "thread", "time.h"});
constexpr auto kImpureNames =
    std::to_array<std::string_view>({"system_clock", "steady_clock",  "high_resolution_clock",
                                     "utc_clock",    "tai_clock",     "file_clock",
                                     "getenv",       "secure_getenv", "environ",
                                     "rand",         "srand",         "random_device",
                                     "mt19937",      "mt19937_64",    "time",
                                     "clock",        "clock_gettime", "gettimeofday",
                                     "localtime",    "gmtime"});
// Of those, the ones that are also ordinary words count only when they are called.
constexpr auto kOnlyWhenCalled =
    std::to_array<std::string_view>({"rand", "srand", "time", "clock"});

template <typename List>
bool Contains(const List& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

bool StartsWithOneOf(std::string_view include, const Names& beginnings) {
  return std::ranges::any_of(beginnings, [&](std::string_view beginning) {
    return beginning == "*" || include.starts_with(beginning);
  });
}

const Layer* LayerOf(std::string_view path) {
  for (const Layer& layer : Layers()) {
    if (path.starts_with(layer.path)) return &layer;
  }
  return nullptr;
}

// Something in this checkout, or generated from it.
bool IsOurs(std::string_view include) {
  return StartsWithOneOf(include, kProto) || std::ranges::any_of(Layers(), [&](const Layer& layer) {
           return include.starts_with(layer.path.substr(0, layer.path.find('/') + 1));
         });
}

struct Include {
  std::string_view name;
  bool quoted = false;
};

// Reads `#include "x"` or `#include <x>`; an empty name when the line is something else, "?" when
// it is an include of another form.
Include ParseInclude(std::string_view line) {
  const auto skip_blanks = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_blanks();
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  skip_blanks();
  constexpr std::string_view kInclude = "include";
  if (!line.starts_with(kInclude)) return {};
  line.remove_prefix(kInclude.size());
  skip_blanks();
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return {.name = "?"};
  const bool quoted = line[0] == '"';
  line.remove_prefix(1);
  const std::size_t end = line.find(quoted ? '"' : '>');
  if (end == std::string_view::npos) return {.name = "?"};
  return {.name = line.substr(0, end), .quoted = quoted};
}

// The text without what is in comments and string literals, line for line.
std::string CodeOnly(std::string_view text) {
  std::string code(text);
  enum class In { kCode, kLineComment, kBlockComment, kString, kCharacter } in = In::kCode;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char here = code[i];
    const char next = i + 1 < code.size() ? code[i + 1] : '\0';
    const In before = in;
    if (here == '\n') {
      if (in != In::kBlockComment) in = In::kCode;
      continue;
    }
    const auto blank = [&](std::size_t at) {
      if (at < code.size() && code[at] != '\n') code[at] = ' ';
    };
    switch (in) {
      case In::kCode:
        if (here == '/' && next == '/') in = In::kLineComment;
        if (here == '/' && next == '*') in = In::kBlockComment;
        if (here == '"') in = In::kString;
        // A quote after a digit separates thousands.
        if (here == '\'' && (i == 0 || !std::isalnum(static_cast<unsigned char>(code[i - 1]))))
          in = In::kCharacter;
        break;
      case In::kBlockComment:
        if (here == '*' && next == '/') {
          in = In::kCode;
          blank(i + 1);
        }
        break;
      case In::kString:
      case In::kCharacter:
        if (here == '\\') {
          blank(i++);  // what it escapes ends nothing
        } else if (here == (in == In::kString ? '"' : '\'')) {
          in = In::kCode;
        }
        break;
      case In::kLineComment:
        break;
    }
    if (before != In::kCode || in != In::kCode) blank(i);
  }
  return code;
}

bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The impure name that the line of code uses, or nothing.
std::string_view ImpureName(std::string_view code) {
  for (std::size_t i = 0; i < code.size();) {
    if (!IsNamePart(code[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < code.size() && IsNamePart(code[end])) ++end;
    const std::string_view name = code.substr(i, end - i);
    const std::size_t after = code.find_first_not_of(" \t", end);
    const bool called = after != std::string_view::npos && code[after] == '(';
    const bool member = (i >= 1 && code[i - 1] == '.') || (i >= 2 && code.substr(i - 2, 2) == "->");
    if (Contains(kImpureNames, name) && !member && (called || !Contains(kOnlyWhenCalled, name)))
      return name;
    i = end;
  }
  return {};
}

std::string CheckInclude(const Layer& layer, const Include& include) {
  const std::string name(include.name);
  if (include.name == "?") return "an #include of a form that this test cannot read";
  const bool standard = kStandardHeaders.find(" " + name + " ") != std::string_view::npos;
  if (!include.quoted && standard) {
    if (layer.path == "ledger/" && Contains(kImpureHeaders, include.name)) {
      return "<" + name + "> is no business of a pure function";
    }
    return {};
  }
  if (IsOurs(include.name)) {
    if (StartsWithOneOf(include.name, layer.own)) return {};
    return std::string(layer.path) + " may not include \"" + name + "\"";
  }
  if (include.quoted && include.name.find('/') == std::string_view::npos) {
    return "\"" + name + "\" is not written from the root";
  }
  if (StartsWithOneOf(include.name, layer.third_party)) return {};
  return std::string(layer.path) + " may not include " +
         (include.quoted ? "\"" + name + "\"" : "<" + name + ">");
}

}  // namespace

bool HasLayer(std::string_view path) { return LayerOf(path) != nullptr; }

std::vector<std::string> CheckFile(std::string_view path, std::string_view text) {
  const Layer* layer = LayerOf(path);
  if (layer == nullptr) return {std::string(path) + ": no row in the table of layers holds for it"};

  std::vector<std::string> faults;
  const std::string code = CodeOnly(text);
  std::size_t begin = 0;
  for (int number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const auto report = [&](std::string fault) {
      faults.push_back(std::string(path) + ":" + std::to_string(number) + ": " + std::move(fault));
    };
    // Includes are read from the text, since their names may be in quotes; whether the line is one,
    // from the code.
    const std::string_view line = text.substr(begin, end - begin);
    const std::string_view line_of_code = std::string_view(code).substr(begin, end - begin);
    const Include include =
        line_of_code.find('#') != std::string_view::npos ? ParseInclude(line) : Include{};
    if (!include.name.empty()) {
      if (std::string fault = CheckInclude(*layer, include); !fault.empty())
        report(std::move(fault));
    } else if (layer->path == "ledger/") {
      const std::string_view name = ImpureName(line_of_code);
      if (!name.empty())
        report("the ledger uses `" + std::string(name) +
               "`; time, chance and surroundings come in as values");
    }
    begin = end + 1;
  }
  return faults;
}

}  // namespace registry::house
