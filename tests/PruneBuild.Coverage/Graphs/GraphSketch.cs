using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Graphs;

/// <summary>A graph that grows step by step, with the values made so far and their shapes.</summary>
internal sealed class GraphSketch
{
    private readonly Random random;
    private readonly ModelBuilder builder;
    private readonly List<SketchValue> values = [];
    private readonly HashSet<string> read = [];
    private int names;

    public GraphSketch(Random random)
    {
        this.random = random;
        var features = Size();
        builder = new ModelBuilder().Input("x", ElementType.Float, "batch", "length", features);
        values.Add(new SketchValue("x", [Batch, Length, features]));
    }

    /// <summary>Stands for the open number of records.</summary>
    public const long Batch = -1;

    /// <summary>Stands for the open length of a record.</summary>
    public const long Length = -2;

    /// <summary>A size of a new axis: small, with factors.</summary>
    public long Size() => Pick<long>([2, 3, 4, 6, 6, 8, 12]);

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>A value that satisfies a condition, recent ones preferred; null when there is none.</summary>
    public SketchValue? Value(Func<SketchValue, bool>? condition = null)
    {
        var fitting = values.Where(value => condition?.Invoke(value) != false).ToList();
        return fitting.Count == 0 ? null : fitting[^(1 + Math.Min(fitting.Count - 1, random.Next(1 + random.Next(fitting.Count))))];
    }

    /// <summary>Adds a node with one output of this shape.</summary>
    public SketchValue Node(string op, string[] inputs, long[] shape, params (string, object)[] attributes) => Nodes(op, inputs, [shape], attributes)[0];

    /// <summary>Adds a node with several outputs; one without a shape is shape arithmetic, which no later step picks.</summary>
    public SketchValue[] Nodes(string op, string[] inputs, long[][] shapes, params (string, object)[] attributes)
    {
        SketchValue[] outputs = [.. shapes.Select(shape => new SketchValue($"v{names++}", shape))];
        builder.Node(op, inputs, outputs.Select(output => output.Name), attributes);
        read.UnionWith(inputs);
        values.AddRange(outputs.Where(output => output.Shape.Length > 0));
        return outputs;
    }

    /// <summary>A random weight.</summary>
    public string Weight(params long[] shape)
    {
        var name = $"w{names++}";
        builder.Weight(name, names, shape);
        return name;
    }

    /// <summary>A constant of integers.</summary>
    public string Integers(params long[] numbers)
    {
        var name = $"i{names++}";
        builder.Integers(name, numbers);
        return name;
    }

    /// <summary>Every value that nobody reads goes through a last matrix of its own, so that nothing but that matrix's outputs is promised.</summary>
    public OnnxModel Finish()
    {
        foreach (var leaf in values.Where(value => !read.Contains(value.Name)).ToList())
        {
            var output = leaf.Shape[^1] > 0 ? Node("MatMul", [leaf.Name, Weight(leaf.Shape[^1], 2)], [.. leaf.Shape[..^1], 2]) : leaf;
            builder.Output(output.Name);
        }

        return builder.Build();
    }
}

/// <summary>A value and its shape; open sizes as <see cref="GraphSketch" /> writes them.</summary>
internal sealed record SketchValue(string Name, long[] Shape)
{
    /// <summary>The last size.</summary>
    public long Last => Shape[^1];
}
