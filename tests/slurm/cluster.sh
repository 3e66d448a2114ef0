#!/usr/bin/env bash
# A Slurm cluster on this machine: one controller and two nodes of one core each, on the loopback interface, with all files in one
# folder. Does not use the system's Slurm configuration.
#
#   cluster.sh start FOLDER     starts it; then `export SLURM_CONF=FOLDER/slurm.conf` and use sbatch, squeue, ...
#   cluster.sh stop FOLDER      stops it
set -euo pipefail

action=${1:?start or stop}
folder=${2:?a folder}
PATH=$PATH:/usr/sbin:/sbin

fail() { echo "cluster: $1" >&2; exit 1; }

# Ends only the processes of this script, by their ids.
stop() {
    # Jobs first: they outlive the daemons that started them.
    if [ -s "$folder/run/slurmctld.pid" ]; then
        SLURM_CONF=$folder/slurm.conf timeout 10 scancel --quiet --user="$(id -un)" 2>/dev/null || true
        for _ in $(seq 100); do
            [ -n "$(SLURM_CONF=$folder/slurm.conf timeout 5 squeue --noheader 2>/dev/null)" ] || break
            sleep 0.2
        done
    fi
    for file in "$folder"/run/node1.pid "$folder"/run/node2.pid "$folder"/run/slurmctld.pid "$folder"/run/munged.pid; do
        [ -s "$file" ] || continue
        pid=$(cat "$file")
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 50); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null || true
    done
}

# Prints unused ports. If one is taken before its daemon starts, the daemon fails.
free_ports() {
    port=$((20000 + RANDOM % 10000))
    count=0
    while [ "$count" -lt "$1" ]; do
        port=$((port + 1))
        if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            count=$((count + 1))
        fi
    done
}

if [ "$action" = stop ]; then
    stop
    exit 0
fi

for program in munged slurmctld slurmd sbatch; do
    command -v "$program" >/dev/null || fail "no $program here: install slurm-wlm and munge."
done
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
mkdir -p "$folder"/{run,log,state,spool}
chmod 755 "$folder"
chmod 711 "$folder/run"
user=$(id -un)
host=$(hostname -s)
mapfile -t ports < <(free_ports 3)
(umask 077 && head -c 1024 /dev/urandom >"$folder/run/munge.key")

cat >"$folder/slurm.conf" <<CONF
ClusterName=repdynamics
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
# The life of a credential is also the delay of a requeued job.
AuthInfo=socket=$folder/run/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=60
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=${ports[1]} CPUs=1 RealMemory=2000
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=${ports[2]} CPUs=1 RealMemory=2000
PartitionName=all Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
CONF
# slurmd loads a cgroup plugin, although no cgroups are used; that of version 1 does nothing. Slurm 23.02 and later can disable it.
plugin=cgroup/v1
case $(slurmd -V) in *" "2[3-9].* | *" "[3-9][0-9].*) plugin=disabled ;; esac
echo "CgroupPlugin=$plugin" >"$folder/cgroup.conf"
export SLURM_CONF=$folder/slurm.conf

trap 'stop' ERR
munged --force --key-file="$folder/run/munge.key" --socket="$folder/run/munge.socket" --pid-file="$folder/run/munged.pid" \
    --log-file="$folder/log/munged.log" --seed-file="$folder/run/munge.seed" --num-threads=2 >"$folder/log/start.log" 2>&1 \
    || { stop; fail "munged does not start: $(tail -n 1 "$folder/log/start.log")"; }
slurmctld >>"$folder/log/start.log" 2>&1 || { stop; fail "slurmctld does not start: $(tail -n 1 "$folder/log/start.log")"; }
for node in node1 node2; do
    slurmd -N "$node" >>"$folder/log/start.log" 2>&1 || { stop; fail "slurmd does not start: $(tail -n 1 "$folder/log/start.log")"; }
done
for _ in $(seq 120); do
    if [ "$(sinfo --noheader --Node --format=%t 2>/dev/null | grep -c '^idle$')" = 2 ]; then
        echo "cluster: up, SLURM_CONF=$SLURM_CONF"
        exit 0
    fi
    sleep 0.5
done
stop
fail "the nodes do not come up: $(tail -n 1 "$folder/log/slurmctld.log") (logs: $folder/log)"
