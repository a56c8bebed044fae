// The trail at a terminal: what is asked, what is shown, and an export that breaks off and goes on.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "carbon/registry/v1/audit.pb.h"
#include "tests/cli/fake_registry.h"

namespace registry::cli::testing {
namespace {

namespace v1 = carbon::registry::v1;

v1::TrailEntry Denied() {
  v1::TrailEntry entry;
  entry.mutable_time()->set_seconds(1'640'941'200);
  entry.set_server("registry-1");
  entry.set_participant("authority-13");
  entry.set_person("zhang-7");
  entry.set_channel("console");
  entry.set_method("AccountService/GetAccount");
  entry.set_code("PERMISSION_DENIED");
  entry.set_reason("CALLER_NOT_ENTITLED");
  entry.set_account("00001001-05");
  entry.set_subject("=HYPERLINK(1)");
  entry.set_calls(1);
  entry.set_duration_micros(250);
  return entry;
}

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const char kHead[] =
    "time,server,participant,person,channel,method,code,reason,account,other_account,subject,"
    "request_id,sequence,record_number,decision,shown,calls,duration_micros\n";
const char kRow[] =
    "2021-12-31 17:00:00,registry-1,authority-13,zhang-7,console,AccountService/GetAccount,"
    "PERMISSION_DENIED,CALLER_NOT_ENTITLED,00001001-05,,'=HYPERLINK(1),,,,,0,1,250\n";

struct OutFile {
  std::string path = (std::filesystem::temp_directory_path() / "registry-trail-test.csv").string();
  OutFile() { std::filesystem::remove(path); }
  ~OutFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    std::filesystem::remove(path + ".part", ignored);
  }
};

}  // namespace

TEST_CASE("a search of the trail sends its filters and shows who, what and how it ended") {
  FakeRegistry registry;
  v1::SearchTrailResponse answer;
  *answer.add_entries() = Denied();
  v1::TrailEntry& decision = *answer.add_entries();
  decision.set_method("TRANSFER");
  decision.set_code("OK");
  decision.set_participant("operator");
  decision.set_account("00001001-05");
  decision.set_other_account("00001002-02");
  decision.set_sequence(1'234);
  decision.set_record_number(0);
  decision.set_decision(v1::TRAIL_DECISION_RECORDED);
  registry.AnswerWith(answer);
  const Run run =
      Ctl(registry, {"trail", "search", "--account", "00001001-05", "--person", "zhang-7",
                     "--participant", "p", "--subject", "case 7", "--method", "m", "--from",
                     "2021-12-31T17:00:00+08:00", "--until", "2022-01-01T00:00:00+08:00"});
  CHECK(run.code == ExitCode::kDone);
  v1::SearchTrailRequest request;
  REQUIRE(request.ParseFromString(registry.calls().at(0).request));
  CHECK(registry.calls().at(0).method == "AuditService/SearchTrail");
  const v1::TrailFilter& filter = request.filter();
  CHECK(filter.account() == "00001001-05");
  CHECK(filter.person() == "zhang-7");
  CHECK(filter.participant() == "p");
  CHECK(filter.subject() == "case 7");
  CHECK(filter.method() == "m");
  CHECK(filter.from_time().seconds() == 1'640'941'200);
  CHECK(filter.until_time().seconds() == 1'640'966'400);
  CHECK(run.out.find("zhang-7") != std::string::npos);
  CHECK(run.out.find("PERMISSION_DENIED CALLER_NOT_ENTITLED") != std::string::npos);
  CHECK(run.out.find("00001001-05 00001002-02") != std::string::npos);
  CHECK(run.out.find("1,234") != std::string::npos);
}

TEST_CASE(
    "an export writes a whole file, goes on after a break, and leaves none that is not whole") {
  FakeRegistry registry;
  const OutFile out;
  v1::ExportTrailResponse first, last;
  *first.add_entries() = Denied();
  first.set_next_page_token("place");
  *last.add_entries() = Denied();
  registry.AnswerBy([&](const Call& call) -> FakeRegistry::Reply {
    v1::ExportTrailRequest request;
    request.ParseFromString(call.request);
    CHECK(request.filter().person() == "zhang-7");
    if (request.page_token() == "place") return {{last.SerializeAsString()}, {}};
    return {{first.SerializeAsString()}, {grpc::StatusCode::UNAVAILABLE, "stopping"}};
  });
  const Run run = Ctl(registry, {"trail", "export", "--person", "zhang-7", "--out", out.path});
  CHECK(run.code == ExitCode::kDone);
  CHECK(run.out == "2 entries in " + out.path + "\n");
  CHECK(registry.calls().size() == 2);
  CHECK(FileText(out.path) == std::string(kHead) + kRow + kRow);
  CHECK_FALSE(std::filesystem::exists(out.path + ".part"));

  std::filesystem::remove(out.path);
  registry.AnswerWith(grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no"));
  CHECK(Ctl(registry, {"trail", "export", "--out", out.path}).code == ExitCode::kNotEntitled);
  CHECK_FALSE(std::filesystem::exists(out.path));
  CHECK(Ctl(registry, {"trail", "export", "--out", "/nowhere/trail.csv"}).code == ExitCode::kUsage);
}

}  // namespace registry::cli::testing
