#!/bin/sh
# First process of the virtual machine of guest.py: mounts what a host has, runs containers while kubemon records, reads the
# same kernel files itself, sets its clock while kubemon records, and writes everything to the second disk.
export PATH=/bin:/usr/bin:/usr/sbin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /out
mount -t cgroup2 none /sys/fs/cgroup
for module in $(cat /modules/order); do insmod "/modules/$module"; done
for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do
    echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control
done
ip link set lo up
# The first disk is a file system to write on, the second one takes the results.
mkdir -p /disk
until [ -b /dev/vdb ]; do usleep 20000; done
mount -t ext4 /dev/vda /disk

finish() {
    tar -C /out -cf - . | dd of=/dev/vdb bs=64k conv=fsync 2>/dev/null
    poweroff -f
}
# Waits up to two minutes for a condition.
until_true() {
    tries=0
    while ! sh -c "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 1200 ] || { echo "never happened: $1" >>/out/problems; finish; }
        usleep 100000
    done
}

# Where collector, monitor and commands find the keys.
export KUBEMON_STATE_DIR=/tmp/state
kubemon collector --headless --local -i 0.5 --record guest --data-dir /out/data >/out/log 2>&1 &
collector=$!
tables=/out/data/guest
until_true "[ -s $tables/nodes.csv ] && [ \$(wc -l <$tables/nodes.csv) -gt 1 ]"
# Each line is a container's name and id. A system that runs from memory can't change its root: hence --no-pivot.
while read -r name id; do
    (cd "/bundles/$name" && runc run -d --no-pivot "$id" </dev/null >"/out/runc-$name" 2>&1) || echo "runc: $name" >>/out/problems
done </bundles/list

group() { awk -v name="$1" '$1 == name { print "/sys/fs/cgroup/docker/" $2 }' /bundles/list; }
snapshot() {
    while read -r name id; do
        mkdir -p "/out/$1/$name"
        for file in cpu.stat cpu.max memory.current memory.peak memory.max memory.stat memory.events io.stat pids.current \
            pids.max cpu.pressure memory.pressure io.pressure cgroup.events; do
            cat "/sys/fs/cgroup/docker/$id/$file" >"/out/$1/$name/$file" 2>/dev/null
        done
    done </bundles/list
}
rows() { wc -l <$tables/containers.csv; }

until_true "grep -q 'oom_kill 2' $(group hungry)/memory.events"
until_true "[ -e /disk/done ]"
until_true "awk '\$1 == \"nr_throttled\" { exit \$2 < 10 }' $(group busy)/cpu.stat"
# What stands still must be the same wherever it is read.
echo 1 >"$(group busy)/cgroup.freeze"
until_true "grep -q 'frozen 1' $(group busy)/cgroup.events"
usleep 500000
snapshot before
first=$(rows)
count=$(wc -l </bundles/list)
until_true "[ \$(wc -l <$tables/containers.csv) -ge $((first + 6 * count)) ]"
rows >/out/rows
snapshot after
# Runs a command of kubemon's and notes with which code it ended.
ask() {
    kubemon cli -c "$2" >"/out/$1" 2>&1
    echo "$1 $?" >>/out/exits
}
ask stop stop
# Ends a process of kubemon's and notes with which code.
end() {
    kill "$1"
    wait "$1"
    echo "$2 $?" >>/out/exits
}
end $collector collector

# The clock is set while a collector and a monitor of its own record: forward, back to where it had not been, back to where it
# had been, and to before the beginning. One step comes before the recording and is none of it.
kubemon collector --headless -i 0.5 --data-dir /out/data >/out/log-collector 2>&1 &
collector=$!
until_true "kubemon cli -c alive >/dev/null 2>&1"
kubemon monitor -H 127.0.0.1 >/out/log-monitor 2>&1 &
monitor=$!
until_true "grep -q connected /out/log-monitor"
# Whole seconds, so up to one less.
set_clock() { date -s "@$(($(date +%s) + $1))" >/dev/null; }
nodes=/out/data/clock/nodes.csv
# Waits for so many more samples.
samples() {
    wanted=$(($(wc -l <$nodes) + $1))
    until_true "[ \$(wc -l <$nodes) -ge $wanted ]"
}
set_clock 30
ask start-clock "start clock"
samples 3
begin=$(date +%s)
samples 5
set_clock 90
samples 6
set_clock -60
samples 6
date -s "@$begin" >/dev/null
samples 6
set_clock -60
samples 6
ask stop-clock stop
end $monitor monitor-clock
end $collector collector-clock
finish
