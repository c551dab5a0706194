using Npgsql;
using NpgsqlTypes;

namespace Arbiter.Storage.Postgres;

/// <summary>Parameters that carry a batch column by column. The lists are kept and filled anew each time: a batch allocates next to nothing.</summary>
sealed class ArrayColumns(NpgsqlParameterCollection parameters)
{
    /// <summary>A list that once was longer than this is let go after its batch, so that one giant batch does not stay in memory.</summary>
    const int KeptRows = 4096;

    readonly List<Action> clear = [];

    public List<T> Array<T>(NpgsqlDbType element)
    {
        var parameter = new NpgsqlParameter<List<T>> { TypedValue = [], NpgsqlDbType = NpgsqlDbType.Array | element };
        parameters.Add(parameter);
        var list = parameter.TypedValue!;
        clear.Add(() =>
        {
            list.Clear();
            if (list.Capacity > KeptRows) list.Capacity = 0;
        });
        return list;
    }

    public NpgsqlParameter<T> Single<T>(NpgsqlDbType type)
    {
        var parameter = new NpgsqlParameter<T> { NpgsqlDbType = type };
        parameters.Add(parameter);
        return parameter;
    }

    public void Clear()
    {
        foreach (var action in clear) action();
    }
}
