namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Decides for each integer of the shape arithmetic whether it follows a cut by itself, which constant must be edited, or what to pin.</summary>
internal static class ObligationSolver
{
    /// <summary>More variables than this in one integer is nothing an exporter writes.</summary>
    private const int VariableLimit = 6;

    /// <summary>Takes out, until nothing changes, what some integer could not follow.</summary>
    /// <param name="obligations">All obligations.</param>
    /// <param name="candidates">Atoms that may still shrink; those that cannot are taken out.</param>
    /// <param name="refuse">Called for each atom taken out.</param>
    public static void Restrict(IReadOnlyList<Obligation> obligations, HashSet<Dim> candidates, Action<Dim, Obligation> refuse)
    {
        while (true)
        {
            var claims = new Dictionary<ConstantSite, Claim>();
            var refused = obligations.SelectMany(obligation => Conflicts(obligation, candidates, claims).Select(atom => (atom, obligation)))
                .Concat(obligations.SelectMany(obligation => Disturbed(obligation, candidates, claims).Select(atom => (atom, obligation)))).ToArray();
            if (refused.Length == 0)
                return;
            foreach (var (atom, obligation) in refused.Where(pair => candidates.Remove(pair.atom)))
                refuse(atom, obligation);
        }
    }

    /// <summary>The variables of an obligation that no edit can satisfy, or only one that contradicts an earlier claim.</summary>
    private static Dim[] Conflicts(Obligation obligation, HashSet<Dim> candidates, Dictionary<ConstantSite, Claim> claims)
    {
        var variables = Variables(obligation, candidates);
        if (variables.Length == 0)
            return [];
        if (variables.Length > VariableLimit)
            return variables;
        if (Holds(obligation, variables))
            return [];
        var local = variables.Select((variable, i) => (variable, i)).ToDictionary(pair => pair.variable, pair => pair.i);
        if (Edit(obligation, variables, new SizePolynomials(local, atom => atom.Size)) is not { } edit)
            return variables;
        var claim = new Claim(Named(edit.Size, variables), variables);
        return claims.TryAdd(edit.Site, claim) || claims[edit.Site].Size == claim.Size ? [] : variables;
    }

    /// <summary>The variables whose edit would change a constant on which an obligation relies that needs it unchanged.</summary>
    private static IEnumerable<Dim> Disturbed(Obligation obligation, HashSet<Dim> candidates, Dictionary<ConstantSite, Claim> claims)
    {
        var variables = Variables(obligation, candidates);
        return obligation.Term.Sites.Where(claims.ContainsKey).Select(site => claims[site])
            .Where(claim => !claim.Variables.All(variables.Contains) || Holds(obligation, variables))
            .SelectMany(claim => claim.Variables);
    }

    /// <summary>What an edit would make of a constant.</summary>
    private sealed record Claim(SizeSum Size, Dim[] Variables);

    /// <summary>The edits that make every integer follow.</summary>
    public static IEnumerable<ConstantSizeSite> Edits(IReadOnlyList<Obligation> obligations, IReadOnlyDictionary<Dim, int> groups)
    {
        var polynomials = new SizePolynomials(groups, atom => atom.Size);
        var candidates = groups.Keys.ToHashSet();
        return obligations
            .Select(obligation => (obligation, variables: Variables(obligation, candidates)))
            .Where(pair => pair.variables.Length > 0 && !Holds(pair.obligation, pair.variables))
            .Select(pair => Edit(pair.obligation, pair.variables, polynomials)!.Value)
            .DistinctBy(edit => edit.Site)
            .Select(edit => new ConstantSizeSite(edit.Site.Node, edit.Site.Input, edit.Site.Tensor, edit.Site.Element, edit.Size));
    }

    private static Dim[] Variables(Obligation obligation, HashSet<Dim> candidates) =>
        [.. obligation.Target.Atoms().Concat(obligation.Term.Dims.SelectMany(dim => dim.Atoms())).Where(candidates.Contains).Distinct()];

    private static SizeSum Named(SizeSum size, Dim[] variables) => size with
    {
        Terms = size.Terms.Select(term => term with
        {
            Groups = term.Groups.Select(g => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(variables[g])).Order().ToValueList(),
        }).ToValueList(),
    };

    /// <summary>True when the integer follows every cut of the variables with the constants as they are.</summary>
    private static bool Holds(Obligation obligation, Dim[] variables)
    {
        for (var corner = 1; corner < 1 << variables.Length; corner++)
        {
            for (var step = 1; step <= 2; step++)
            {
                double Size(Dim atom)
                {
                    var i = Array.IndexOf(variables, atom);
                    return i >= 0 && (corner >> i & 1) != 0 && atom.Size > step ? atom.Size - step : atom.Size;
                }

                if (Math.Abs(obligation.Term.Evaluate(Size, site => site.Value) - obligation.Target.Evaluate(Size)) > 0.5)
                    return false;
            }
        }

        return true;
    }

    private static (ConstantSite Site, SizeSum Size)? Edit(Obligation obligation, Dim[] variables, SizePolynomials polynomials)
    {
        foreach (var site in obligation.Term.Sites.Distinct())
        {
            var size = polynomials.Fit(
                variables, atoms => obligation.Term.Solve(obligation.Target.Evaluate(atoms), site, atoms, other => other.Value));
            if (size is not null)
                return (site, size);
        }

        return null;
    }
}
