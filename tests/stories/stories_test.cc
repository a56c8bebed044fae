// Every story, told to the core and to the whole system.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/stories/core_teller.h"
#include "tests/stories/system_teller.h"
#include "tests/stories/telling.h"

namespace registry::stories {
namespace {

const std::string kFolder = std::string(REGISTRY_SOURCE_DIR) + "/tests/stories/";

const Story& Opening() {
  static const Story opening = ReadStory(kFolder + "opening.story");
  return opening;
}

std::vector<std::string> StoryFiles() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".story") && name != "opening.story") files.push_back(name);
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Told to an empty registry, after the opening.
Tale TellTo(Teller& teller, const Story& story) { return Tell({&Opening(), &story}, teller); }

void CheckTold(const Tale& tale) {
  std::string complaint;
  for (const Mismatch& mismatch : tale.mismatches) complaint += "\n" + Text(mismatch);
  INFO(complaint);
  CHECK(tale.mismatches.empty());
}

// The story with the expectation of one line, the command at `index`, turned into its opposite.
Story WithWrongExpectation(Story story, std::size_t index) {
  Line& line = story.lines[index];
  const std::string& verb = line.words.front();
  if (verb == "balance" || verb == "supply" || verb == "obligation" || verb == "proposal") {
    line.words.back() += "7";  // 100 becomes 1007, "no" becomes "no7"
  } else if (line.expected.word == "accepted") {
    line.expected = {"DENIED", {}};
  } else {
    line.expected = {"accepted", {}, line.expected.proposal};
  }
  return story;
}

TEST_CASE("there are stories") { CHECK(StoryFiles().size() >= 13); }

TEST_CASE("every story is told by the core and by the whole system, in the same words") {
  for (const std::string& file : StoryFiles()) {
    INFO(file);
    const Story story = ReadStory(kFolder + file);
    CoreTeller core;
    const Tale by_core = TellTo(core, story);
    CheckTold(by_core);
    SystemTeller system;
    const Tale by_system = TellTo(system, story);
    CheckTold(by_system);
    // Also in the facts that the story does not name.
    CHECK(by_core.transcript == by_system.transcript);
  }
}

TEST_CASE("a wrong expectation in any line of any story is noticed at its line") {
  for (const std::string& file : StoryFiles()) {
    const Story story = ReadStory(kFolder + file);
    for (std::size_t i = 0; i < story.lines.size(); ++i) {
      CoreTeller core;
      const auto mismatches = TellTo(core, WithWrongExpectation(story, i)).mismatches;
      INFO(story.lines[i].text);
      REQUIRE_FALSE(mismatches.empty());
      CHECK(mismatches.front().place == file + ":" + std::to_string(story.lines[i].number));
    }
  }
}

TEST_CASE("both tellers notice wrong expectations and say what they were told") {
  const Story wrong = ParseStory("wrong.story",
                                 "account datang-01 key_emitting_unit\n"
                                 "hold datang-01 CEA21 1000\n"
                                 "verified datang-01 2021 1000\n"
                                 "surrender datang-01 2021 CEA21 1001 accepted\n"
                                 "surrender datang-01 2021 CEA21 400 INSUFFICIENT_HOLDING\n"
                                 "surrender datang-01 2021 CEA21 601 SURRENDER_ABOVE_DUE "
                                 "requested_tco2e=601 open_tco2e=599 INSUFFICIENT_HOLDING\n"
                                 "balance datang-01 CEA21 = 601\n"
                                 "supply CEA21 issued=1000 held=601\n"
                                 "obligation datang-01 2021 complete=late\n"
                                 "as ministry surrender datang-01 2021 CEA21 1\n");
  CoreTeller core;
  SystemTeller system;
  for (Teller* teller : {static_cast<Teller*>(&core), static_cast<Teller*>(&system)}) {
    const std::vector<Mismatch> found = TellTo(*teller, wrong).mismatches;
    INFO(teller->name());
    REQUIRE(found.size() == 7);
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(found[i].place == "wrong.story:" + std::to_string(i + 4));
      CHECK(found[i].teller == teller->name());
    }
    CHECK(found[0].expected == "accepted");
    CHECK(found[0].told.starts_with(
        "SURRENDER_ABOVE_DUE open_tco2e=1000 requested_tco2e=1001 INSUFFICIENT_HOLDING"));
    CHECK(found[1].told == "accepted");
    CHECK(found[2].told.starts_with("SURRENDER_ABOVE_DUE open_tco2e=600 requested_tco2e=601"));
    CHECK(found[3].told == "600");
    CHECK(found[4].told == "issued=1000 held=600");
    CHECK(found[5].told == "complete=no");
    CHECK(found[6].told == "DENIED");
  }
}

TEST_CASE("a line that cannot be understood names its place") {
  CoreTeller core;
  const auto complaint = [&](const std::string& text) -> std::string {
    try {
      TellTo(core, ParseStory("bad.story", "\n" + text));
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  };
  CHECK(complaint("sell datang-01") == "bad.story:2: \"sell\" is no command\n  sell datang-01");
  CHECK(complaint("restrict datang-09") ==
        "bad.story:2: nobody is called \"datang-09\"\n  restrict datang-09");
  CHECK(complaint("hold national CEA21 ten") ==
        "bad.story:2: \"ten\" is not a number\n  hold national CEA21 ten");
  CHECK(complaint("clock 2021-12-02 17:00 INSUFICIENT_HOLDING") ==
        "bad.story:2: \"INSUFICIENT_HOLDING\" has no meaning here\n"
        "  clock 2021-12-02 17:00 INSUFICIENT_HOLDING");
  CHECK(complaint("restrict nobody accepted =1") ==
        "bad.story:2: what is expected cannot be read at \"=1\"");
}

}  // namespace
}  // namespace registry::stories
