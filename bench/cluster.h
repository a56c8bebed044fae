// The cluster that REGISTRY_TEST_CLUSTER names, and databases in it.
#ifndef BENCH_CLUSTER_H_
#define BENCH_CLUSTER_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace registry::bench {

// The migrated, empty database that tools/test-cluster makes.
inline constexpr const char* kEmptyRegistry = "registry_template";

std::string Connection(std::string_view database, std::string_view role = "postgres");

// Runs a statement as the superuser, outside a transaction; the first field of its first row, or
// "".
std::string Sql(const std::string& database, const std::string& statement);

// Runs a psql script as the superuser and returns what psql said.
std::string Psql(const std::string& database, const std::string& script_file);

// A database is made anew; one of this name is dropped first. `from` empty: PostgreSQL's own
// template.
void MakeDatabase(const std::string& name, const std::string& from);
void DropDatabase(const std::string& name);

// A REPEATABLE READ transaction that has taken its snapshot and then does nothing: what others
// write meanwhile cannot be cleaned up.
class IdleSnapshot {
 public:
  explicit IdleSnapshot(const std::string& database);
  ~IdleSnapshot();

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

pid_t Postmaster();

// Makes room for so much WAL that no checkpoint but ours begins while something is measured: with
// the gigabyte that is PostgreSQL's default, one did in some sides and not in others.
void KeepCheckpointsOut();

// What decides how durable a commit is, asked of PostgreSQL itself, and the file system below it.
// Throws when a commit would not be durable: fsync or synchronous_commit off, or a memory disk.
std::map<std::string, std::string> Settings(const std::string& registry_database);

}  // namespace registry::bench

#endif  // BENCH_CLUSTER_H_
