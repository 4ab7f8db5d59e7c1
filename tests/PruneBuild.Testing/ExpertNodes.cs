namespace PruneBuild.Testing;

/// <summary>Mixtures of experts whose weights lie in stacks, of which each token takes those that a router chooses.</summary>
public static class ExpertNodes
{
    /// <summary>Experts.</summary>
    public const int Count = 3;

    /// <summary>Experts that each token goes to.</summary>
    public const int PerToken = 2;

    /// <summary>Units of each expert.</summary>
    public const int Units = 8;

    /// <summary>x → x + experts(x): "hidden" enters the product "down" by the stack "experts.down", as "choice" says.</summary>
    /// <param name="builder">Where the nodes go.</param>
    /// <param name="input">x, [batch, sequence, width].</param>
    /// <param name="output">[batch, sequence, width].</param>
    /// <param name="width">Of x.</param>
    /// <param name="weightFirst">W·x by GatherND, as dynamo writes it; else x·W by Gather.</param>
    public static ModelBuilder Experts(this ModelBuilder builder, string input, string output, int width, bool weightFirst)
    {
        builder.Weight("router.weight", 71, width, Count).Integers("experts.flat", -1, width).Integers("experts.k", PerToken)
            .Integers("experts.all", -1).Integers("experts.axis", 1).Integers("experts.last", -1)
            .Integers("experts.each", 1, PerToken, 1).Integers("experts.column", -1, 1).Integers("experts.tokens", -1, PerToken, width)
            .Node("Reshape", [input, "experts.flat"], ["flat"])
            .Node("MatMul", ["flat", "router.weight"], ["routed"]).Node("Softmax", ["routed"], ["shares"], ("axis", -1))
            .Node("TopK", ["shares", "experts.k"], ["best", "chosen"], ("axis", -1))
            .Node("Reshape", ["chosen", "experts.all"], ["choice"])
            .Node("Unsqueeze", ["flat", "experts.axis"], ["once"]).Node("Expand", ["once", "experts.each"], ["repeated"])
            .Node("Reshape", ["repeated", "experts.flat"], ["rows"]);
        if (weightFirst)
        {
            builder.Weight("experts.up", 72, Count, Units, width).Weight("experts.down", 73, Count, width, Units)
                .Node("Unsqueeze", ["choice", "experts.last"], ["place"])
                .Node("GatherND", ["experts.up", "place"], ["up.chosen"]).Node("GatherND", ["experts.down", "place"], ["down.chosen"])
                .Node("Unsqueeze", ["rows", "experts.last"], ["vectors"]).Node("MatMul", ["up.chosen", "vectors"], ["up"])
                .Node("Tanh", ["up"], ["hidden"]).Node("MatMul", ["down.chosen", "hidden"], ["down"])
                .Node("Squeeze", ["down", "experts.last"], ["put.out"]);
        }
        else
        {
            builder.Weight("experts.up", 72, Count, width, Units).Weight("experts.down", 73, Count, Units, width)
                .Node("Gather", ["experts.up", "choice"], ["up.chosen"]).Node("Gather", ["experts.down", "choice"], ["down.chosen"])
                .Node("Unsqueeze", ["rows", "experts.axis"], ["vectors"]).Node("MatMul", ["vectors", "up.chosen"], ["up"])
                .Node("Tanh", ["up"], ["hidden"]).Node("MatMul", ["hidden", "down.chosen"], ["down"])
                .Node("Squeeze", ["down", "experts.axis"], ["put.out"]);
        }

        return builder.Node("Reshape", ["best", "experts.column"], ["weights"]).Node("Mul", ["put.out", "weights"], ["weighted"])
            .Node("Reshape", ["weighted", "experts.tokens"], ["apart"])
            .Node("ReduceSum", ["apart", "experts.axis"], ["mixed"], ("keepdims", 0))
            .Node("Shape", [input], ["experts.shape"]).Node("Reshape", ["mixed", "experts.shape"], ["experts.out"])
            .Node("Add", [input, "experts.out"], [output]);
    }
}
