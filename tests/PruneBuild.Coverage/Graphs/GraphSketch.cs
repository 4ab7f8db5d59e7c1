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
        Opset = Coin() ? 17 : 23;
        var features = Size();
        builder = new ModelBuilder(Opset, irVersion: Opset < 23 ? 8 : 10).Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", "length", features);
        values.Add(new SketchValue("x", [Batch, Length, features]));
    }

    /// <summary>Stands for the open number of records.</summary>
    public const long Batch = -1;

    /// <summary>Stands for the open length of a record.</summary>
    public const long Length = -2;

    /// <summary>Version of the standard operators.</summary>
    public int Opset { get; }

    /// <summary>Heads or tails.</summary>
    public bool Coin() => random.Next(2) == 0;

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

    /// <summary>A value [batch, length, features], or null.</summary>
    public SketchValue? Sequence() => Value(value => value.Shape is [Batch, Length, > 0]);

    /// <summary>A value [batch, channels, length, 1], or null.</summary>
    public SketchValue? Image() => Value(value => value.Shape is [Batch, > 0, Length, 1]);

    /// <summary>Adds a node inside a step: no later step picks its output, whose name is returned.</summary>
    public string Hidden(string op, string[] inputs, params (string, object)[] attributes) => Node(op, inputs, [], attributes).Name;

    /// <summary>A reduction over one axis, as this version of the operators states it.</summary>
    public string Reduce(string op, string value, long axis, bool keep) => op == "ReduceSum" || Opset >= 18
        ? Hidden(op, [value, Integers(axis)], ("keepdims", keep ? 1 : 0))
        : Hidden(op, [value], ("axes", new[] { axis }), ("keepdims", keep ? 1 : 0));

    /// <summary>Adds a node with one output of this shape.</summary>
    public SketchValue Node(string op, string[] inputs, long[] shape, params (string, object)[] attributes) =>
        Nodes(op, inputs, [shape], attributes)[0];

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

    /// <summary>Floats between a quarter and one.</summary>
    public string Positive(params long[] shape)
    {
        var name = Name();
        var values = new float[shape.Aggregate(1L, (count, size) => count * size)];
        for (var i = 0; i < values.Length; i++)
            values[i] = 0.25f + (0.75f * random.NextSingle());
        builder.Initializer(name, Tensor.Of(values, shape));
        return name;
    }

    /// <summary>Random bytes, small when they have a sign; without sizes, the one in the middle of the range.</summary>
    public string Bytes(ElementType type, params long[] shape)
    {
        var name = Name();
        var values = new byte[shape.Aggregate(1L, (count, size) => count * size)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (byte)(type == ElementType.Int8 ? random.Next(-20, 21) : random.Next(256));
        builder.Initializer(name, shape.Length == 0 ? Tensor.Scalar(type, (byte)128) : Tensor.Of(type, values, shape));
        return name;
    }

    /// <summary>One integer without axes.</summary>
    public string Scalar(long value)
    {
        var name = Name();
        builder.Scalar(name, value);
        return name;
    }

    /// <summary>One float without axes.</summary>
    public string Scalar(float value)
    {
        var name = Name();
        builder.Scalar(name, value);
        return name;
    }

    /// <summary>One truth value.</summary>
    public string Flag()
    {
        var name = Name();
        builder.Initializer(name, Tensor.Scalar(ElementType.Bool, (byte)1));
        return name;
    }

    /// <summary>A name that nothing has.</summary>
    public string Name() => $"n{names++}";

    /// <summary>Notes that a body reads a value.</summary>
    public void Read(SketchValue value) => read.Add(value.Name);

    /// <summary>A constant of integers.</summary>
    public string Integers(params long[] numbers)
    {
        var name = $"i{names++}";
        builder.Integers(name, numbers);
        return name;
    }

    /// <summary>Every value that nobody reads goes through a last matrix of its own, so that nothing but that matrix's
    /// outputs is promised.</summary>
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
