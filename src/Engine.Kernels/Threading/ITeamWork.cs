namespace Engine.Kernels.Threading;

/// <summary>Work that every member of a <see cref="Team"/> runs at the same time (SPMD).</summary>
internal interface ITeamWork
{
    /// <summary>
    /// Runs as <paramref name="worker"/>, 0 to <see cref="Team.Members"/> exclusive. What it computes must not depend on how many members there are or on
    /// who claims what; once the run is cancelled, or another member has failed, claims are empty and it goes on to its end.
    /// </summary>
    void Run(Team team, int worker);
}
